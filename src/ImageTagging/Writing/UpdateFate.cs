namespace ImageTagging.Writing;

/// <summary>The outcome of an update.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Record">The record as the index has it now; null where there is none or it is not known.</param>
/// <param name="Fault">Why it could not be written; null otherwise.</param>
internal sealed record UpdateFate(UpdateEnd End, ImageRecord? Record, ImageFailureReason? Fault = null);

/// <summary>How an update ended.</summary>
internal enum UpdateEnd
{
    /// <summary>Acknowledged, or the index had it already.</summary>
    Written,

    /// <summary>The stored record comes from a later listing.</summary>
    Superseded,

    /// <summary>This one could not be written.</summary>
    Failed,

    /// <summary>Nothing could be written any more: the index stayed away, or the run's time was over.</summary>
    Unwritten,
}
