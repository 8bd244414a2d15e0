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
            AndQuery all => new AndQuery(new(all.Parts.Select(Rewrite))),
            OrQuery any => new OrQuery(new(any.Parts.Select(Rewrite))),
            NotQuery not => new NotQuery(Rewrite(not.Inner)),
            HasTagQuery tag => Tag(tag),
            _ => query,
        };

    private TagQuery Tag(HasTagQuery query)
    {
        var kind = ExpansionKind.Name;
        var entry = dictionary.Find(query.Name);
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

    private NameEntry? Nearest(string name)
    {
        var most = Spelling.ErrorsIn(name);
        return most == 0
            ? null
            : dictionary.Names.Near(name, most, isPrefix: false, 1, out _).Select(n => n.Entry).FirstOrDefault();
    }
}
