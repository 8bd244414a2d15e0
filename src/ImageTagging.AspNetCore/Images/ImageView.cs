namespace ImageTagging.AspNetCore.Images;

/// <summary>A picture as lists show it.</summary>
internal record ImageView
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string Location { get; init; }

    public double Score { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public required long Size { get; init; }

    public string? MediaType { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>When it was taken by the clock of the place, without an offset; null where it is not known.</summary>
    public string? TakenAt { get; init; }

    /// <summary>Stars, 1-5, or -1 for rejected; null for none.</summary>
    public int? Rating { get; init; }

    public bool? Favourite { get; init; }

    /// <summary>The endings of the files that are the same picture, such as <c>.CR2</c> and <c>.MOV</c>; null where it is one file.</summary>
    public IReadOnlyList<string>? Companions { get; init; }

    public required string Status { get; init; }

    public required string Version { get; init; }

    public required string ThumbnailUrl { get; init; }

    public required IReadOnlyList<TagView> Tags { get; init; }

    public IReadOnlyList<ReasonView>? Reasons { get; init; }
}

internal sealed record TagView(string Name, double Confidence, string By);

internal sealed record BoxView(double Left, double Top, double Width, double Height, double? Confidence);

/// <summary>Why a picture was found: a label of a tagger, or a person's word.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Label">The label as it was said; null where a person added the tag.</param>
/// <param name="Tagger">Who said it; null where a person did.</param>
/// <param name="Confidence">Percent.</param>
/// <param name="Boxes">Where in the picture.</param>
/// <param name="Why"><c>tag</c>, or how the word of the query led to the tag: <c>alias</c>, <c>parent</c>, <c>typo</c>; <c>person</c> for a correction.</param>
/// <param name="Word">The word of the query that led to the tag, where it is another.</param>
internal sealed record ReasonView(
    string Tag,
    string? Label,
    string? Tagger,
    double Confidence,
    IReadOnlyList<BoxView> Boxes,
    string Why,
    string? Word
);
