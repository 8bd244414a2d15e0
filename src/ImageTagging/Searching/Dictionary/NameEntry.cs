namespace ImageTagging.Searching;

/// <summary>A name and what it finds.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What it is; a tag where it is several things.</param>
/// <param name="Count">How many images it finds at the least.</param>
/// <param name="Finds">The tags that it is an alias or a parent of, the most frequent first.</param>
internal sealed record NameEntry(string Name, SuggestionKind Kind, long Count, IReadOnlyList<string> Finds);
