namespace ImageTagging;

/// <summary>The outcome of one named picture: data, whatever went wrong with it.</summary>
public sealed record ImageOutcome
{
    /// <summary>The picture.</summary>
    public required ImageName Image { get; init; }

    /// <summary>The outcome.</summary>
    public required ImageOutcomeKind Kind { get; init; }

    /// <summary>The record as the index has it now; null where it has none.</summary>
    public ImageRecord? Record { get; init; }

    /// <summary>Why it failed or was skipped; null otherwise.</summary>
    public ImageFailureReason? Reason { get; init; }

    /// <summary>The tagger that failed; null where none did.</summary>
    public string? Tagger { get; init; }

    /// <summary>The parts of the picture that a tagger could not read though it answered (<see cref="TaggerResult.Warning"/>); null where all was read.</summary>
    public string? Warning { get; init; }
}
