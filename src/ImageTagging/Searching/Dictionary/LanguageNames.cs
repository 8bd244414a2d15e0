namespace ImageTagging.Searching;

/// <summary>The names that a dictionary's tags and broader names have in one language.</summary>
/// <param name="Shown">For each its name as it is shown.</param>
/// <param name="Index">The shown names, each with what it stands for first among what it finds.</param>
internal sealed record LanguageNames(IReadOnlyDictionary<string, string> Shown, NameIndex Index)
{
    public static LanguageNames Of(TagDictionary dictionary, Vocabulary vocabulary, string language)
    {
        var shown = vocabulary.NamesIn(language);
        return new(
            shown,
            new([
                .. shown
                    .Select(n => (Name: TagName.Normalize(n.Value), Entry: dictionary.Find(n.Key)))
                    .Where(n => n.Entry is not null)
                    // Two tags may be called alike: the more frequent one is meant.
                    .OrderByDescending(n => n.Entry!.Count)
                    .ThenBy(n => n.Entry!.Name, StringComparer.Ordinal)
                    .DistinctBy(n => n.Name, StringComparer.Ordinal)
                    .Select(n => n.Entry! with { Name = n.Name, Finds = [n.Entry.Name] }),
            ])
        );
    }
}
