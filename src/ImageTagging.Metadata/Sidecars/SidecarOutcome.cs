namespace ImageTagging.Metadata;

/// <summary>The outcome of one picture's sidecar.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Sidecar">The sidecar's key.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Message">Why it was not written, in a sentence; null where it was, or need not be.</param>
public sealed record SidecarOutcome(ImageName Image, string Sidecar, SidecarOutcomeKind Kind, string? Message);
