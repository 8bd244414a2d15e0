namespace ImageTagging.Querying;

/// <summary>Brings trees that say the same with another shape to one shape.</summary>
internal static class QueryNormalizer
{
    private static readonly NotQuery s_nothing = new(new EverythingQuery());

    public static TagQuery Normalize(TagQuery query) =>
        query switch
        {
            AndQuery and => Join(and.Parts, isAnd: true),
            OrQuery or => Join(or.Parts, isAnd: false),
            NotQuery not => Normalize(not.Inner) is var inner && inner is NotQuery twice ? twice.Inner : new NotQuery(inner),
            HasTagQuery tag => Tag(tag),
            AnyOfQuery any => AnyOf(any),
            CategoryQuery category => Name(category.Category) is { } name ? new CategoryQuery(name) : s_nothing,
            FactQuery fact => FactWords.Of(fact.Words) is { Count: > 0 } words
                ? fact with
                {
                    Words = string.Join(' ', words),
                }
                : s_nothing,
            TakenQuery { From: null, Before: null } => new HasFactQuery(FactField.Taken),
            FactRangeQuery { Min: null, Max: null } range => new HasFactQuery(range.Field),
            _ => query,
        };

    /// <summary>An AND or an OR of parts that are in their normal form.</summary>
    public static TagQuery Joined(IReadOnlyList<TagQuery> parts, bool isAnd)
    {
        var flat = new List<TagQuery>(parts.Count);
        foreach (var part in parts)
        {
            switch (part)
            {
                case AndQuery all when isAnd:
                    flat.AddRange(all.Parts);
                    break;
                case OrQuery any when !isAnd:
                    flat.AddRange(any.Parts);
                    break;
                default:
                    flat.Add(part);
                    break;
            }
        }

        return flat.Count switch
        {
            0 => isAnd ? new EverythingQuery() : s_nothing,
            1 => flat[0],
            _ => isAnd ? new AndQuery(new(flat)) : new OrQuery(new(flat)),
        };
    }

    /// <summary>Alternatives in their normal form: none is nothing, and the only one that weighs all is its tag.</summary>
    public static TagQuery AnyOf(IReadOnlyList<WeightedTag> alternatives) =>
        alternatives switch
        {
            [] => s_nothing,
            [{ Sixteenths: WeightedTag.Whole }] => alternatives[0].Tag,
            _ => new AnyOfQuery(alternatives),
        };

    // Of an alternative that is there twice the heavier counts.
    private static TagQuery AnyOf(AnyOfQuery any) =>
        AnyOf([
            .. any
                .Alternatives.Select(a => (Tag: Tag(a.Tag) as HasTagQuery, a.Sixteenths))
                .Where(a => a.Tag is not null)
                .GroupBy(a => a.Tag!, a => a.Sixteenths)
                .Select(g => new WeightedTag(g.Key, g.Max())),
        ]);

    private static TagQuery Join(QueryList parts, bool isAnd) => Joined([.. parts.Select(Normalize)], isAnd);

    private static TagQuery Tag(HasTagQuery tag)
    {
        var max = tag.Max is { } most && most < Confidence.Full ? tag.Max : null;
        return Name(tag.Name) is { } name ? new HasTagQuery(name, tag.Min, max) : s_nothing;
    }

    // No image has a name of which nothing is left.
    private static string? Name(string name) => TagName.Normalize(name) is { Length: > 0 } normal ? normal : null;
}
