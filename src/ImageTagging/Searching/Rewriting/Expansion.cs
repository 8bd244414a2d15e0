namespace ImageTagging;

/// <summary>A word of a query that was made to find tags of other names.</summary>
/// <param name="Word">The word, or the words that were taken together, in normal form.</param>
/// <param name="Kind">Why.</param>
/// <param name="Tags">The tags that it finds now, the most frequent or nearest first; the word itself too, where it is a tag.</param>
public sealed record Expansion(string Word, ExpansionKind Kind, IReadOnlyList<string> Tags)
{
    private const int MostNamed = 5;

    /// <summary>The expansion of the word, in one sentence.</summary>
    public string Sentence =>
        Kind switch
        {
            ExpansionKind.Name => $"'{Word}' {(Tags.Contains(Word) ? "also " : "")}finds {Named(Tags.Where(t => t != Word))}.",
            ExpansionKind.Typing => $"Nothing is called '{Word}'. Did you mean {Tags[0]}? That is what is shown.",
            ExpansionKind.Meaning => $"Nothing is called '{Word}'; near in meaning: {Named(Tags)}.",
            ExpansionKind.Bonus =>
                $"Nothing is called '{Word}', and no picture shows it all; those with {Named(Tags)} come first.",
            _ => $"Nothing is called '{Word}', and nothing is near enough in meaning.",
        };

    private static string Named(IEnumerable<string> tags)
    {
        string[] all = [.. tags];
        return all.Length <= MostNamed
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(MostNamed))} and {all.Length - MostNamed} more";
    }
}
