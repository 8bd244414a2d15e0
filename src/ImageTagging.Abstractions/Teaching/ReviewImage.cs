namespace ImageTagging;

/// <summary>A picture to ask about.</summary>
/// <param name="Record">Its record.</param>
/// <param name="Confidence">How sure the examples until now make it that it has the tag, 0–100; null where they say nothing.</param>
public sealed record ReviewImage(ImageRecord Record, double? Confidence);
