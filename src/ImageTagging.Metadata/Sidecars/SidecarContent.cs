namespace ImageTagging.Metadata;

/// <summary>The content of a picture's sidecar.</summary>
/// <param name="Tags">The tags, the surest first.</param>
/// <param name="Title">The title; null for none.</param>
/// <param name="Rating">The stars, 1-5, or -1 for rejected; null for none.</param>
internal sealed record SidecarContent(IReadOnlyList<SidecarTag> Tags, string? Title, int? Rating);
