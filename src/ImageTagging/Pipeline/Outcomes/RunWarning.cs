namespace ImageTagging;

/// <summary>A part of an image that a tagger could not read though it answered.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tagger">The tagger.</param>
/// <param name="Message">Its sentence (<see cref="TaggerResult.Warning"/>).</param>
public sealed record RunWarning(ImageName Image, string Tagger, string Message);
