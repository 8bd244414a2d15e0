namespace ImageTagging;

/// <summary>One image's failure in a run.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tagger">The tagger; null where it failed before or after the taggers.</param>
/// <param name="Reason">Kind, code and sentence.</param>
public sealed record RunFailure(ImageName Image, string? Tagger, ImageFailureReason Reason);
