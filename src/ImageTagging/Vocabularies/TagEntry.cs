namespace ImageTagging.Vocabularies;

/// <summary>The result of a vocabulary for one name.</summary>
/// <param name="Normal">The name's normal form, before any rule.</param>
/// <param name="Tag">The tag it becomes; empty where nothing is left of the name.</param>
/// <param name="IsBlocked">Whether labels never give the tag.</param>
/// <param name="Min">The lowest confidence at which labels give the tag.</param>
/// <param name="Aliases">The vocabulary's other names of the tag.</param>
/// <param name="Parents">The vocabulary's broader names of the tag, all the way up, each with its own aliases.</param>
/// <param name="Company">The tags with which, and without which, labels do not give it.</param>
internal sealed record TagEntry(
    string Normal,
    string Tag,
    bool IsBlocked,
    Confidence Min,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Parents,
    TagCompany Company
);
