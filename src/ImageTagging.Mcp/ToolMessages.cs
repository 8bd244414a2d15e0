namespace ImageTagging.Mcp;

internal sealed record FoundImages(
    long Total,
    IReadOnlyList<FoundImage> Pictures,
    IReadOnlyList<string> Expanded,
    IReadOnlyList<string> DidYouMean,
    string? Cursor
);

internal sealed record FoundImage(
    string Id,
    string Name,
    string Location,
    int? Width,
    int? Height,
    DateTimeOffset ModifiedAt,
    IReadOnlyList<TagOfImage> Tags
);

internal sealed record TagOfImage(string Name, double Confidence);

internal sealed record ShownImage(
    FoundImage Picture,
    string Status,
    IReadOnlyList<TaggerAnswer> Taggers,
    IReadOnlyList<string> Corrections
);

internal sealed record TaggerAnswer(string Name, string? Failure, IReadOnlyList<LabelOfImage> Labels);

internal sealed record LabelOfImage(string Name, double Confidence, IReadOnlyList<string> Parents, int Boxes);

internal sealed record TagStatistics(long Pictures, IReadOnlyList<CountedTag> Tags);

internal sealed record SuggestedTags(IReadOnlyList<CountedTag> Tags);

internal sealed record CountedTag(string Name, long Count);

internal sealed record CorrectedImages(string Batch, long Changed, long Unchanged, int Conflicts, int Missing);
