using ImageTagging.Querying;

namespace ImageTagging;

/// <summary>Builds queries in code: <c>TagQueries.Tag("cat").AtLeast(90) &amp; !TagQueries.Tag("indoor")</c>.</summary>
/// <remarks>Names may be in any spelling. The operators <c>&amp;</c>, <c>|</c> and <c>!</c> join queries.</remarks>
public static class TagQueries
{
    /// <summary>Every image.</summary>
    public static TagQuery Everything { get; } = new EverythingQuery();

    /// <summary>No image.</summary>
    public static TagQuery Nothing { get; } = new NotQuery(new EverythingQuery());

    /// <summary>Images without any tag.</summary>
    public static TagQuery Untagged { get; } = new UntaggedQuery();

    /// <summary>Images for which a tagger's last attempt failed.</summary>
    public static TagQuery Failed { get; } = new FailedQuery();

    /// <summary>Images that are gone from their source and not purged yet.</summary>
    public static TagQuery Gone { get; } = new GoneQuery();

    /// <summary>Images that people corrected.</summary>
    public static TagQuery HasEdits { get; } = new HasEditsQuery();

    /// <summary>Images with a tag, at any confidence.</summary>
    /// <exception cref="ArgumentException">Nothing is left of the name in its normal form.</exception>
    public static HasTagQuery Tag(string name) => new(Name(name));

    /// <summary>Narrows to a confidence in percent, 0–100, and over; fractions of a hundredth are rounded down.</summary>
    public static HasTagQuery AtLeast(this HasTagQuery query, double percent)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query with { Min = Percent(percent) };
    }

    /// <summary>Narrows to a confidence in percent, 0–100, and under; fractions of a hundredth are rounded down.</summary>
    public static HasTagQuery AtMost(this HasTagQuery query, double percent)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query with { Max = Percent(percent) };
    }

    /// <summary>Images that match every query; every image where there is none.</summary>
    public static TagQuery All(params IEnumerable<TagQuery> queries) => new AndQuery(new(queries));

    /// <summary>Images that match any query; none where there is none.</summary>
    public static TagQuery Any(params IEnumerable<TagQuery> queries) => new OrQuery(new(queries));

    /// <summary>Images with any of several tags that stand for one thing; only the best that an image has counts for its score. None where there is none.</summary>
    public static TagQuery AnyOf(params IEnumerable<WeightedTag> alternatives) => new AnyOfQuery(alternatives);

    /// <summary>A tag as an alternative of <see cref="AnyOf"/>.</summary>
    /// <param name="query">The tag.</param>
    /// <param name="weight">How near it is to what is asked for, 0–1; brought to the nearest sixteenth, one at the least.</param>
    public static WeightedTag Weighted(this HasTagQuery query, double weight)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 1);
        return new(query, Math.Max(1, (int)Math.Round(weight * WeightedTag.Whole)));
    }

    /// <summary>Images whose key matches a pattern, as <see cref="KeyQuery"/> says.</summary>
    public static TagQuery Key(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new KeyQuery(pattern);
    }

    /// <summary>Images whose key starts with this text, whatever characters it holds.</summary>
    public static TagQuery KeyStartsWith(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new KeyQuery(KeyGlob.Escape(prefix) + "*");
    }

    /// <summary>Images of a source, by its exact name.</summary>
    public static TagQuery Source(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceQuery(source);
    }

    /// <summary>Images with a category.</summary>
    /// <exception cref="ArgumentException">Nothing is left of the name in its normal form.</exception>
    public static TagQuery Category(string category) => new CategoryQuery(Name(category));

    /// <summary>Images with a status.</summary>
    public static TagQuery Status(ImageStatus status) => new StatusQuery(status);

    /// <summary>Images modified from a time (inclusive) up to, and not with, another; null leaves an end open.</summary>
    public static TagQuery Modified(DateTimeOffset? from, DateTimeOffset? before) => new ModifiedQuery(from, before);

    /// <summary>A query with what people chose in facets as a part of it: finds what a search with these selections finds.</summary>
    /// <exception cref="ImageTaggingException">A selection is empty or of a field that cannot be selected (code <c>SearchRefused</c>).</exception>
    public static TagQuery Selected(TagQuery query, IReadOnlyList<FacetSelection> selections)
    {
        SearchChecks.Check(new SearchRequest { Query = query, Selections = selections });
        return All(selections.Select(s => Any(s.Values.Select(v => ValueQuery(s.Field, v)))).Prepend(query));
    }

    private static TagQuery ValueQuery(FacetField field, string value) =>
        field switch
        {
            FacetField.Tag => new HasTagQuery(value),
            FacetField.Category => new CategoryQuery(value),
            FacetField.Source => new SourceQuery(value),
            FacetField.Month => RecordTerms.ParseMonth(value) ?? Nothing,
            _ => RecordTerms.ParseStatus(value) is { } status && status != ImageStatus.Gone ? new StatusQuery(status) : Nothing,
        };

    private static string Name(string name)
    {
        var normal = TagName.Normalize(name);
        return normal.Length > 0 ? normal : throw new ArgumentException("Nothing is left of the name.", nameof(name));
    }

    private static Confidence Percent(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return Confidence.Floor(percent);
    }
}
