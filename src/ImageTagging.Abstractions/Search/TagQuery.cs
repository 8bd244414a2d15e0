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
