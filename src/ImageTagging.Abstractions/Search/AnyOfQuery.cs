using System.Text;

namespace ImageTagging;

/// <summary>
/// Images with any of several tags that stand for one thing asked for, such as <c>sea</c>, <c>coast</c> and <c>lake</c> for
/// <c>ocean</c>. Only the best alternative that an image has counts for its score, by its weight. None of none is nothing.
/// </summary>
public sealed record AnyOfQuery : TagQuery
{
    private readonly WeightedTag[] _alternatives;

    /// <summary>Any of these.</summary>
    /// <param name="alternatives">The alternatives; copied.</param>
    public AnyOfQuery(params IEnumerable<WeightedTag> alternatives) => _alternatives = [.. alternatives];

    /// <summary>The alternatives.</summary>
    public IReadOnlyList<WeightedTag> Alternatives => _alternatives;

    /// <summary>Tells if the alternatives are the same, in the same order.</summary>
    public bool Equals(AnyOfQuery? other) => other is not null && _alternatives.AsSpan().SequenceEqual(other._alternatives);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var alternative in _alternatives)
        {
            hash.Add(alternative);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(string.Join(", ", (IEnumerable<WeightedTag>)_alternatives));
        return true;
    }
}
