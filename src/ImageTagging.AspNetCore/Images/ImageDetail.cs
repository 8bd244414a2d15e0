namespace ImageTagging.AspNetCore.Images;

/// <summary>Everything there is to see of one picture.</summary>
internal sealed record ImageDetail : ImageView
{
    public required IReadOnlyList<TaggerView> Taggers { get; init; }

    public required IReadOnlyList<CorrectionView> Corrections { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    public required string ContentUrl { get; init; }

    /// <summary>The files that are the same picture and can be had from this server; none where it is one file.</summary>
    public IReadOnlyList<CompanionView> Files { get; init; } = [];

    /// <summary>True if pictures that look like it can be searched for.</summary>
    public bool HasSimilar { get; init; }

    /// <summary>True where it has a vector, and the index is of a kind that compares none.</summary>
    public bool LacksSimilar { get; init; }

    /// <summary>When, where and with what it was taken; null where nothing tells.</summary>
    public PhotoView? Photo { get; init; }
}

internal sealed record TaggerView(
    string Name,
    string? Model,
    DateTimeOffset? TaggedAt,
    string Status,
    FailureView? Failure,
    string? Warning,
    NameView? BorrowedFrom,
    string? PassedOver,
    IReadOnlyList<LabelView> Labels
);

/// <summary>A file that is the same picture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>raw</c>, or <c>motion</c> for the moving part of a Live Photo.</param>
/// <param name="Url">Where it is; with <c>download=true</c> as a file to keep.</param>
internal sealed record CompanionView(string Name, string Kind, string Url);

/// <summary>The picture whose answer it is.</summary>
internal sealed record NameView(string Id, string Source, string Key);

internal sealed record FailureView(string Code, string Message, int Attempts, DateTimeOffset? DueAt);

internal sealed record LabelView(
    string Name,
    string? Tag,
    double Confidence,
    IReadOnlyList<string> Parents,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Categories,
    IReadOnlyList<BoxView> Boxes,
    double? Area,
    IReadOnlyList<string> Models
);

/// <summary>A person's word: of a tag, or of a fact (<c>rating</c>, <c>favourite</c>, <c>title</c>) with its value.</summary>
internal sealed record CorrectionView(
    string? Tag,
    string? Fact,
    string? Value,
    bool Added,
    string By,
    DateTimeOffset At,
    bool EarlierVersion,
    string Batch
);
