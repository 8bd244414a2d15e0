namespace ImageTagging;

/// <summary>A word of a query that was made to find tags of other names.</summary>
/// <param name="Word">The word, in its normal form.</param>
/// <param name="Kind">Why.</param>
/// <param name="Tags">The tags that it finds now, the most frequent first; the word itself too, where it is a tag.</param>
public sealed record Expansion(string Word, ExpansionKind Kind, IReadOnlyList<string> Tags);
