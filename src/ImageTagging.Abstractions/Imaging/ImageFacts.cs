namespace ImageTagging;

/// <summary>The facts of a picture's header.</summary>
/// <param name="MediaType">The type found in the content, such as <c>image/jpeg</c>.</param>
/// <param name="Width">The width in pixels, upright.</param>
/// <param name="Height">The height in pixels, upright.</param>
public sealed record ImageFacts(string MediaType, int Width, int Height);
