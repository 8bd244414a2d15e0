using ImageTagging.Indexing;
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
    /// <param name="name">The tag, in any spelling.</param>
    /// <returns>The query; narrow it with <c>&amp;</c>, <c>|</c> and <c>!</c>.</returns>
    /// <exception cref="ArgumentException">Nothing is left of the name in its normal form.</exception>
    public static HasTagQuery Tag(string name) => new(Name(name));

    /// <summary>Narrows to a confidence in percent, 0–100, and over; fractions of a hundredth are rounded down.</summary>
    /// <param name="query">The tag.</param>
    /// <param name="percent">0–100.</param>
    /// <returns>The narrower query.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is not within 0–100.</exception>
    public static HasTagQuery AtLeast(this HasTagQuery query, double percent)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query with { Min = Percent(percent) };
    }

    /// <summary>Narrows to a confidence in percent, 0–100, and under; fractions of a hundredth are rounded down.</summary>
    /// <param name="query">The tag.</param>
    /// <param name="percent">0–100.</param>
    /// <returns>The narrower query.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is not within 0–100.</exception>
    public static HasTagQuery AtMost(this HasTagQuery query, double percent)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query with { Max = Percent(percent) };
    }

    /// <summary>Images that match every query; every image where there is none.</summary>
    /// <param name="queries">The queries.</param>
    /// <returns>The query.</returns>
    public static TagQuery All(params IEnumerable<TagQuery> queries) => new AndQuery(new(queries));

    /// <summary>Images that match any query; none where there is none.</summary>
    /// <param name="queries">The queries.</param>
    /// <returns>The query.</returns>
    public static TagQuery Any(params IEnumerable<TagQuery> queries) => new OrQuery(new(queries));

    /// <summary>Images with any of several tags that stand for one thing; only the best that an image has counts for its score. None where there is none.</summary>
    /// <param name="alternatives">The tags, each with how near it is.</param>
    /// <returns>The query.</returns>
    public static TagQuery AnyOf(params IEnumerable<WeightedTag> alternatives) => new AnyOfQuery(alternatives);

    /// <summary>A tag as an alternative of <see cref="AnyOf"/>.</summary>
    /// <param name="query">The tag.</param>
    /// <param name="weight">How near it is to what is asked for, 0–1; brought to the nearest sixteenth, one at the least.</param>
    /// <returns>The alternative.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not within 0–1.</exception>
    public static WeightedTag Weighted(this HasTagQuery query, double weight)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 1);
        return new(query, Math.Max(1, (int)Math.Round(weight * WeightedTag.Whole)));
    }

    /// <summary>Images whose key matches a pattern, as <see cref="KeyQuery"/> says.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The query.</returns>
    public static TagQuery Key(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new KeyQuery(pattern);
    }

    /// <summary>Images whose key starts with this text, whatever characters it holds.</summary>
    /// <param name="prefix">The text.</param>
    /// <returns>The query.</returns>
    public static TagQuery KeyStartsWith(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new KeyQuery(KeyGlob.Escape(prefix) + "*");
    }

    /// <summary>Images of a source, by its exact name.</summary>
    /// <param name="source">The source's name.</param>
    /// <returns>The query.</returns>
    public static TagQuery Source(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceQuery(source);
    }

    /// <summary>Images with a category.</summary>
    /// <param name="category">The category, in any spelling.</param>
    /// <returns>The query.</returns>
    /// <exception cref="ArgumentException">Nothing is left of the name in its normal form.</exception>
    public static TagQuery Category(string category) => new CategoryQuery(Name(category));

    /// <summary>Images with a status.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The query.</returns>
    public static TagQuery Status(ImageStatus status) => new StatusQuery(status);

    /// <summary>Images modified from a time (inclusive) up to, and not with, another; null leaves an end open.</summary>
    /// <param name="from">The first moment; null for no beginning.</param>
    /// <param name="before">The first moment beyond; null for no end.</param>
    /// <returns>The query.</returns>
    public static TagQuery Modified(DateTimeOffset? from, DateTimeOffset? before) => new ModifiedQuery(from, before);

    /// <summary>Images taken from a time (inclusive) up to, and not with, another, by the clock of the place; null leaves an end open.</summary>
    /// <param name="from">The first moment; null for no beginning.</param>
    /// <param name="before">The first moment beyond; null for no end.</param>
    /// <returns>The query.</returns>
    public static TagQuery Taken(DateTime? from, DateTime? before) => new TakenQuery(from, before);

    /// <summary>Images of which a fact is known; as <see cref="FactField.Favourite"/>, those that somebody called one.</summary>
    /// <param name="field">The fact.</param>
    /// <returns>The query.</returns>
    public static TagQuery HasFact(FactField field) => new HasFactQuery(field);

    /// <summary>Images of which a fact has all of these words, as <see cref="FactQuery"/> says.</summary>
    /// <param name="field">The fact.</param>
    /// <param name="words">The words.</param>
    /// <returns>The query.</returns>
    public static TagQuery Fact(FactField field, string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new FactQuery(field, words);
    }

    /// <summary>Images of which ISO or the rating is within a closed range; null leaves an end open.</summary>
    /// <param name="field">ISO or the rating.</param>
    /// <param name="min">The least; null for any.</param>
    /// <param name="max">The most; null for any.</param>
    /// <returns>The query.</returns>
    public static TagQuery Fact(FactField field, int? min, int? max) => new FactRangeQuery(field, min, max);

    /// <summary>Images taken near a place, as <see cref="NearQuery"/> says.</summary>
    /// <param name="latitude">Degrees, −90–90.</param>
    /// <param name="longitude">Degrees, −180–180.</param>
    /// <param name="kilometres">How far away at the most.</param>
    /// <returns>The query.</returns>
    public static TagQuery Near(double latitude, double longitude, double kilometres) =>
        new NearQuery(latitude, longitude, kilometres);

    /// <summary>Images in a folder or below it, by its path from the source's root.</summary>
    /// <param name="path">The path from the source's root.</param>
    /// <returns>The query.</returns>
    /// <exception cref="ArgumentException">Nothing but slashes is in the path.</exception>
    public static TagQuery Folder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Trim('/') is { Length: > 0 } folder
            ? KeyStartsWith(folder + "/")
            : throw new ArgumentException("A folder's name is missing.", nameof(path));
    }

    /// <summary>A query with what people chose in facets as a part of it: finds what a search with these selections finds.</summary>
    /// <param name="query">The query.</param>
    /// <param name="selections">What was chosen.</param>
    /// <returns>The query with the choice in it.</returns>
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
            FacetField.TakenMonth => Whole(RecordTerms.ParseMonth(value)),
            FacetField.TakenYear => Whole(value.Length == 4 ? RecordTerms.ParseMonth(value + "-01") : null, months: 12),
            FacetField.Rating or FacetField.Iso => Number(field == FacetField.Iso ? FactField.Iso : FactField.Rating, value),
            FacetField.Camera or FacetField.Lens or FacetField.Person or FacetField.Folder or FacetField.Place =>
                new FacetValueQuery(field, value),
            _ => RecordTerms.ParseStatus(value) is { } status && status != ImageStatus.Gone ? new StatusQuery(status) : Nothing,
        };

    // As the facet writes it, and in no other way.
    private static TagQuery Number(FactField field, string value) =>
        FactNumbers.Parse(value, field) is { Min: { } number } range
        && number == range.Max
        && value == number.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? range
            : Nothing;

    private static TagQuery Whole(ModifiedQuery? month, int months = 1)
    {
        if (month?.From?.UtcDateTime is not { } from)
        {
            return Nothing;
        }

        return new TakenQuery(from, from.Year == 9999 && from.Month + months > 12 ? null : from.AddMonths(months));
    }

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
