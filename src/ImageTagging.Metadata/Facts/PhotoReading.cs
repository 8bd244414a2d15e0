namespace ImageTagging.Metadata;

/// <summary>The facts that were read of a photograph.</summary>
/// <param name="Facts">Its facts; each null that nothing tells.</param>
/// <param name="Warning">What could not be read though the rest was, in a sentence; null where all could.</param>
public sealed record PhotoReading(PhotoFacts Facts, string? Warning);
