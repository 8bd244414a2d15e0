namespace ImageTagging.Metadata;

/// <summary>The outcome of a picture's sidecar.</summary>
public enum SidecarOutcomeKind
{
    /// <summary>It was written, or would be where <see cref="SidecarWriterOptions.DryRun"/> is set.</summary>
    Written,

    /// <summary>It says all of it already.</summary>
    Unchanged,

    /// <summary>The picture was changed, or taken away, since it was tagged; index it first.</summary>
    Outdated,

    /// <summary>It could not be written, or what is there could not be read; it stays as it was.</summary>
    Failed,
}
