namespace ImageTagging;

/// <summary>A search as a tree. Made by the parser, the typed builder, or by hand; equal trees are equal records.</summary>
/// <remarks>
/// Images that are gone are outside every query that nowhere mentions them (<see cref="GoneQuery"/>, or the status
/// <see cref="ImageStatus.Gone"/>). Tag names and categories are in their normal form (<see cref="TagName"/>).
/// </remarks>
public abstract record TagQuery
{
    private protected TagQuery() { }

    /// <summary>Images that match both.</summary>
    public static TagQuery operator &(TagQuery left, TagQuery right) => new AndQuery(new([left, right]));

    /// <summary>Images that match either.</summary>
    public static TagQuery operator |(TagQuery left, TagQuery right) => new OrQuery(new([left, right]));

    /// <summary>Images that do not match.</summary>
    public static TagQuery operator !(TagQuery query) => new NotQuery(query);
}

/// <summary>Every image.</summary>
public sealed record EverythingQuery : TagQuery;

/// <summary>Images that match every part; none of none is everything.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AndQuery(QueryList Parts) : TagQuery;

/// <summary>Images that match any part; any of none is nothing.</summary>
/// <param name="Parts">The parts.</param>
public sealed record OrQuery(QueryList Parts) : TagQuery;

/// <summary>Images that do not match.</summary>
/// <param name="Inner">What must not match.</param>
public sealed record NotQuery(TagQuery Inner) : TagQuery;

/// <summary>Images with a tag, its confidence within a closed range.</summary>
/// <param name="Name">The tag.</param>
/// <param name="Min">The lowest confidence; default 0: any.</param>
/// <param name="Max">The highest confidence; null: any.</param>
public sealed record HasTagQuery(string Name, Confidence Min = default, Confidence? Max = null) : TagQuery;

/// <summary>Images whose key matches a pattern: <c>*</c> for any characters, <c>?</c> for one (a Unicode code point), all else itself, upper and lower case apart.</summary>
/// <param name="Pattern">The pattern; <c>\</c> takes the special meaning from the next character.</param>
public sealed record KeyQuery(string Pattern) : TagQuery;

/// <summary>Images of a source.</summary>
/// <param name="Source">The source's name, exactly.</param>
public sealed record SourceQuery(string Source) : TagQuery;

/// <summary>Images with a category.</summary>
/// <param name="Category">The category.</param>
public sealed record CategoryQuery(string Category) : TagQuery;

/// <summary>Images with a status.</summary>
/// <param name="Status">The status.</param>
public sealed record StatusQuery(ImageStatus Status) : TagQuery;

/// <summary>Images modified from a time (inclusive) up to, and not with, another.</summary>
/// <param name="From">The first moment; null for the beginning of time.</param>
/// <param name="Before">The first moment beyond; null for no end.</param>
public sealed record ModifiedQuery(DateTimeOffset? From, DateTimeOffset? Before) : TagQuery;

/// <summary>Images without any tag.</summary>
public sealed record UntaggedQuery : TagQuery;

/// <summary>Images for which a tagger's last attempt failed.</summary>
public sealed record FailedQuery : TagQuery;

/// <summary>Images that are gone from their source and not purged yet.</summary>
public sealed record GoneQuery : TagQuery;

/// <summary>Images that people corrected.</summary>
public sealed record HasEditsQuery : TagQuery;

/// <summary>Images taken from a time (inclusive) up to, and not with, another, by the clock of the place.</summary>
/// <param name="From">The first moment; null for the beginning of time.</param>
/// <param name="Before">The first moment beyond; null for no end.</param>
public sealed record TakenQuery(DateTime? From, DateTime? Before) : TagQuery;

/// <summary>Images taken in a month of any year.</summary>
/// <param name="Month">The month, 1–12.</param>
public sealed record TakenInMonthQuery(int Month) : TagQuery;

/// <summary>Images of which a fact is known; as <see cref="FactField.Favourite"/>, those that somebody called one.</summary>
/// <param name="Field">The fact.</param>
public sealed record HasFactQuery(FactField Field) : TagQuery;

/// <summary>Images of which a fact has all of these words, in any order and case.</summary>
/// <param name="Field">The fact: camera, lens, person, title, orientation or place.</param>
/// <param name="Words">The words (<see cref="FactWords"/>, of a place <see cref="PlaceWords"/>); where there are none, nothing is found.</param>
public sealed record FactQuery(FactField Field, string Words) : TagQuery;

/// <summary>Images of which a number is within a closed range.</summary>
/// <param name="Field">The fact: ISO or rating.</param>
/// <param name="Min">The lowest; null: any.</param>
/// <param name="Max">The highest; null: any.</param>
public sealed record FactRangeQuery(FactField Field, int? Min, int? Max) : TagQuery;

/// <summary>Images taken near a place, by the shortest way over a globe of 6,371,008.8 m; positions count to a millionth of a degree.</summary>
/// <param name="Latitude">Degrees north, −90 to 90.</param>
/// <param name="Longitude">Degrees east, −180 to 180.</param>
/// <param name="Kilometres">How far away they may be, over 0 to 20,040.</param>
public sealed record NearQuery(double Latitude, double Longitude, double Kilometres) : TagQuery;

/// <summary>Images with a value of a facet, exactly as the facet gives it.</summary>
/// <param name="Field">The facet: camera, lens, person, folder or place.</param>
/// <param name="Value">The value.</param>
public sealed record FacetValueQuery(FacetField Field, string Value) : TagQuery;
