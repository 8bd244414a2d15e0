namespace ImageTagging;

/// <summary>One difference between a source and an index, or between an index and itself.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Image">The image; null where it is about none.</param>
/// <param name="Message">A sentence for an operator; names in it are as they came and must be escaped where they are shown.</param>
/// <param name="IsRepaired">Whether it was mended.</param>
public sealed record IndexDifference(IndexDifferenceKind Kind, ImageName? Image, string Message, bool IsRepaired = false);
