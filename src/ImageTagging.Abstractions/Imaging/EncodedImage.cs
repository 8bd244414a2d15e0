namespace ImageTagging;

/// <summary>An encoded picture.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Facts">Type and size.</param>
public sealed record EncodedImage(ReadOnlyMemory<byte> Content, ImageFacts Facts);
