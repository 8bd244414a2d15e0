namespace ImageTagging.Mcp;

internal sealed record FoundPictures(
    long Total,
    IReadOnlyList<FoundPicture> Pictures,
    IReadOnlyList<string> Expanded,
    IReadOnlyList<string> DidYouMean,
    string? Cursor
);

internal sealed record FoundPicture(
    string Id,
    string Name,
    string Location,
    int? Width,
    int? Height,
    DateTimeOffset ModifiedAt,
    IReadOnlyList<TagOfPicture> Tags
);

internal sealed record TagOfPicture(string Name, double Confidence);

internal sealed record ShownPicture(
    FoundPicture Picture,
    string Status,
    IReadOnlyList<TaggerAnswer> Taggers,
    IReadOnlyList<string> Corrections
);

internal sealed record TaggerAnswer(string Name, string? Failure, IReadOnlyList<LabelOfPicture> Labels);

internal sealed record LabelOfPicture(string Name, double Confidence, IReadOnlyList<string> Parents, int Boxes);

internal sealed record TagStatistics(long Pictures, IReadOnlyList<CountedTag> Tags);

internal sealed record SuggestedTags(IReadOnlyList<CountedTag> Tags);

internal sealed record CountedTag(string Name, long Count);

internal sealed record CorrectedPictures(string Batch, long Changed, long Unchanged, int Conflicts, int Missing);
