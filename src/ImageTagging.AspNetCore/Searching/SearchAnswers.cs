using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Searching;

internal sealed record SearchPage
{
    public required string Query { get; init; }

    public required long Total { get; init; }

    public string? Cursor { get; init; }

    /// <summary>The least similarity of a hit; null where the search is not for similar pictures.</summary>
    public double? Least { get; init; }

    public required IReadOnlyList<ImageView> Hits { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<FacetValueView>> Facets { get; init; }

    public required IReadOnlyList<ExpansionView> Expanded { get; init; }

    public required IReadOnlyList<ProposalView> DidYouMean { get; init; }
}

/// <summary>When the pictures that a search finds were taken.</summary>
/// <param name="Total">How many it finds.</param>
/// <param name="Undated">Those of which nobody knows; they stand last in both orders.</param>
/// <param name="Months">The months in the search's order, each with its pictures.</param>
internal sealed record TimelineAnswer(long Total, long Undated, IReadOnlyList<MonthView> Months);

internal sealed record MonthView(string Month, long Count);

internal sealed record FacetValueView(string Value, long Count, bool Chosen);

internal sealed record ExpansionView(string From, IReadOnlyList<string> To, string Why, string Sentence);

internal sealed record ProposalView(string Text, long Count);

internal sealed record SuggestionsAnswer(IReadOnlyList<SuggestionView> Suggestions);

internal sealed record SuggestionView(string Text, string Name, long Count, string Kind, int Distance, string? DisplayName);

/// <summary>The names of tags in a language.</summary>
/// <param name="Language">The language; null where none was asked for, or there are no names in it.</param>
/// <param name="Languages">The languages in which there are names.</param>
/// <param name="Names">For each tag that has one its name as it is shown.</param>
internal sealed record NamesAnswer(string? Language, IReadOnlyList<string> Languages, IReadOnlyDictionary<string, string> Names);

internal sealed record TagsAnswer(IReadOnlyList<TagCountView> Tags, long Images);

internal sealed record TagCountView(string Name, long Count);

/// <summary>How often tags stand together: a square table, a tag's own count on the diagonal.</summary>
internal sealed record TogetherAnswer(IReadOnlyList<string> Tags, IReadOnlyList<IReadOnlyList<long>> Counts, long Images);

/// <summary>Proposals for a search that finds nothing.</summary>
internal sealed record NearbyAnswer
{
    /// <summary>All pictures there are.</summary>
    public required long Images { get; init; }

    /// <summary>Those that the query finds without chosen values and confidence; 0 where there were none.</summary>
    public required long Unfiltered { get; init; }

    /// <summary>The parts of the query that find something by themselves, where it has several.</summary>
    public required IReadOnlyList<NearbyView> Parts { get; init; }

    /// <summary>The words that no picture is tagged with.</summary>
    public required IReadOnlyList<WordView> Words { get; init; }

    /// <summary>Tags near those words, else the most frequent; each by its name, with as many pictures as its filter finds.</summary>
    public required IReadOnlyList<NearbyView> Near { get; init; }

    /// <summary>How many names the host's taggers can say; 0 where none of them tells.</summary>
    public required int Labels { get; init; }
}

/// <summary>A search that finds something, with some of its pictures.</summary>
internal sealed record NearbyView(string Text, long Count, IReadOnlyList<ImageView> Hits);

/// <summary>A word that no picture is tagged with.</summary>
/// <param name="Name">The word.</param>
/// <param name="Known">Whether a tagger could say it; null where none tells what it can say.</param>
internal sealed record WordView(string Name, bool? Known);
