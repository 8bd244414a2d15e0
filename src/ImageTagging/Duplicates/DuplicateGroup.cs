namespace ImageTagging;

/// <summary>Pictures that are nearly the same.</summary>
/// <param name="Members">Two or more: the best first, then by source and key.</param>
/// <param name="Kind">How they belong together; <see cref="DuplicateKind.Burst"/> where any two are no copies.</param>
public sealed record DuplicateGroup(IReadOnlyList<DuplicateMember> Members, DuplicateKind Kind)
{
    /// <summary>The one to keep: sharp rather than blurred, then with most pixels, then taken first, then least compressed.</summary>
    public DuplicateMember Best => Members[0];
}
