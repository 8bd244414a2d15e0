namespace ImageTagging.Searching;

/// <summary>Rewrites the words of a query to the tags that the dictionary gives for them.</summary>
internal sealed class QueryRewriter(TagDictionary dictionary, ForgivingOptions options)
{
    /// <summary>The most tags that one word is made to find: the most frequent ones.</summary>
    private const int MostTags = 200;

    private readonly List<Expansion> _expansions = [];

    public IReadOnlyList<Expansion> Expansions => _expansions;

    public TagQuery Rewrite(TagQuery query) =>
        query switch
        {
            AndQuery all => new AndQuery(new(Meaningful(all.Parts).Select(Rewrite))),
            OrQuery any => new OrQuery(new(any.Parts.Select(Rewrite))),
            NotQuery not => new NotQuery(Rewrite(not.Inner)),
            HasTagQuery tag => Tag(tag),
            _ => query,
        };

    // Nobody asks for "the"; a query of such words alone stays as it is, since no words at all would find everything.
    private IEnumerable<TagQuery> Meaningful(IEnumerable<TagQuery> parts)
    {
        if (!options.ExpandNames)
        {
            return parts;
        }

        var kept = parts
            .Where(p => p is not HasTagQuery tag || !EnglishWords.IsStopWord(tag.Name) || dictionary.Find(tag.Name) is not null)
            .ToArray();
        return kept.Any(p => p is not NotQuery) ? kept : parts;
    }

    private TagQuery Tag(HasTagQuery query)
    {
        var kind = ExpansionKind.Name;
        var entry = dictionary.Find(query.Name);
        if (entry is null && options.ExpandNames)
        {
            entry = OtherNumber(query.Name) ?? WithPart(query.Name);
        }

        if (entry is null && options.CorrectTyping && Nearest(query.Name) is { } near)
        {
            (entry, kind) = (near, ExpansionKind.Typing);
        }

        if (entry is null)
        {
            return query;
        }

        List<string> tags = entry.Kind == SuggestionKind.Tag ? [entry.Name] : [];
        if (options.ExpandNames)
        {
            tags.AddRange(entry.Finds.Take(MostTags).Where(t => t != entry.Name));
        }

        if (tags.Count == 0 || (tags.Count == 1 && tags[0] == query.Name))
        {
            return query;
        }

        if (!_expansions.Exists(e => e.Word == query.Name))
        {
            _expansions.Add(new(query.Name, kind, tags));
        }

        return tags.Count == 1 ? query with { Name = tags[0] } : new OrQuery(new(tags.Select(t => query with { Name = t })));
    }

    private NameEntry? OtherNumber(string name) =>
        Forms.OfNumber(name).Select(dictionary.Find).FirstOrDefault(e => e is not null);

    private NameEntry? WithPart(string word)
    {
        if (EnglishWords.IsStopWord(word))
        {
            return null;
        }

        var tags = dictionary
            .Names.StartingWith(word + " ", MostTags)
            .Concat(
                dictionary
                    .Names.WithWord(word, MostTags)
                    .Where(n => $" {n.Name} ".Contains($" {word} ", StringComparison.Ordinal))
            )
            .Where(n => n.Kind == SuggestionKind.Tag)
            .Select(n => n.Name)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return tags.Length == 0 ? null : new(word, SuggestionKind.Parent, 0, tags);
    }

    private NameEntry? Nearest(string name)
    {
        var most = Spelling.ErrorsIn(name);
        if (most == 0 || !EnglishWords.MayBeError(name))
        {
            return null;
        }

        // Of two that are as near nobody knows which was meant: that is a question, no answer.
        var near = dictionary.Names.Near(name, most, isPrefix: false, 2, out _);
        return near.Count == 1 || (near.Count == 2 && near[0].Distance < near[1].Distance) ? near[0].Entry : null;
    }
}
