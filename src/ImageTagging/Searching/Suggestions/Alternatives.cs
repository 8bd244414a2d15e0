namespace ImageTagging.Searching;

/// <summary>Queries near one that finds nothing: one word replaced by a name that is spelled alike or starts alike.</summary>
internal static class Alternatives
{
    private const int MostWords = 8;
    private const int MostNames = 3;

    /// <summary>The queries, the nearest first, unproven: whether they find anything, the index must say.</summary>
    public static IEnumerable<TagQuery> Of(TagQuery query, TagDictionary dictionary)
    {
        var words = Words(query)
            .Select(t => t.Name)
            .Where(w => !EnglishWords.IsStopWord(w))
            .Distinct(StringComparer.Ordinal)
            .Take(MostWords)
            .ToArray();
        return words
            .SelectMany(word => Names(word, dictionary).Select(near => (word, near.Entry, near.Distance)))
            .OrderBy(n => n.Distance)
            .ThenByDescending(n => n.Entry.Count)
            .Select(n => Replace(query, n.word, n.Entry.Name));
    }

    private static IEnumerable<(NameEntry Entry, int Distance)> Names(string word, TagDictionary dictionary)
    {
        var most = Math.Max(1, Spelling.ErrorsIn(word));
        var near = EnglishWords.MayBeError(word) ? dictionary.Names.Near(word, most, isPrefix: false, MostNames + 1, out _) : [];
        return near.Concat(dictionary.Names.StartingWith(word, MostNames).Select(n => (n, most)))
            .Where(n => n.Item1.Name != word)
            .DistinctBy(n => n.Item1.Name)
            .Take(MostNames);
    }

    private static IEnumerable<HasTagQuery> Words(TagQuery query) =>
        query is HasTagQuery tag ? [tag] : Indexing.QuerySemantics.Parts(query).SelectMany(Words);

    private static TagQuery Replace(TagQuery query, string word, string name) =>
        query switch
        {
            AndQuery all => new AndQuery(new(all.Parts.Select(p => Replace(p, word, name)))),
            OrQuery any => new OrQuery(new(any.Parts.Select(p => Replace(p, word, name)))),
            NotQuery not => new NotQuery(Replace(not.Inner, word, name)),
            HasTagQuery tag when tag.Name == word => tag with { Name = name },
            _ => query,
        };
}
