namespace ImageTagging.Metadata;

/// <summary>The content of a picture's sidecar.</summary>
/// <param name="Tags">The tags, the surest first.</param>
/// <param name="Title">The title; null for none.</param>
/// <param name="Rating">The stars, 1-5, or -1 for rejected; null for none; 0 where a person took them away.</param>
/// <param name="IsTitleGiven">Whether a person gave the title to this index: it takes the place of what the file says, once.</param>
/// <param name="IsRatingGiven">The same of the stars.</param>
internal sealed record SidecarContent(
    IReadOnlyList<SidecarTag> Tags,
    string? Title,
    int? Rating,
    bool IsTitleGiven = false,
    bool IsRatingGiven = false
);
