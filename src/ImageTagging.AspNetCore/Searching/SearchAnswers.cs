using ImageTagging.AspNetCore.Pictures;

namespace ImageTagging.AspNetCore.Searching;

internal sealed record SearchPage
{
    public required string Query { get; init; }

    public required long Total { get; init; }

    public string? Cursor { get; init; }

    public required IReadOnlyList<PictureView> Hits { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<FacetValueView>> Facets { get; init; }

    public required IReadOnlyList<ExpansionView> Expanded { get; init; }

    public required IReadOnlyList<ProposalView> DidYouMean { get; init; }
}

internal sealed record FacetValueView(string Value, long Count, bool Chosen);

internal sealed record ExpansionView(string From, IReadOnlyList<string> To, string Why, string Sentence);

internal sealed record ProposalView(string Text, long Count);

internal sealed record SuggestionsAnswer(IReadOnlyList<SuggestionView> Suggestions);

internal sealed record SuggestionView(string Text, string Name, long Count, string Kind, int Distance);

internal sealed record TagsAnswer(IReadOnlyList<TagCountView> Tags, long Images);

internal sealed record TagCountView(string Name, long Count);

/// <summary>How often tags stand together: a square table, a tag's own count on the diagonal.</summary>
internal sealed record TogetherAnswer(IReadOnlyList<string> Tags, IReadOnlyList<IReadOnlyList<long>> Counts, long Images);
