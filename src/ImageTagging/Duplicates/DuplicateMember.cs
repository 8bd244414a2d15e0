namespace ImageTagging;

/// <summary>A picture of a group of duplicates.</summary>
/// <param name="Name">Its source and key.</param>
/// <param name="Location">Where people find it.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Width">Its width in pixels; null where unknown.</param>
/// <param name="Height">Its height in pixels; null where unknown.</param>
/// <param name="TakenAt">When it was taken; where nothing tells, when it was last modified.</param>
/// <param name="IsBlurred">Whether it has the tag <c>blurred</c>.</param>
public sealed record DuplicateMember(
    ImageName Name,
    string Location,
    long Size,
    int? Width,
    int? Height,
    DateTimeOffset TakenAt,
    bool IsBlurred
);
