namespace ImageTagging;

/// <summary>Why the last attempt of a tagger on an image failed, and when the next is due.</summary>
public sealed record TaggerFailure
{
    /// <summary>The kind of failure.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>A short stable name.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for a person; never holds a secret.</summary>
    public required string Message { get; init; }

    /// <summary>Runs in a row that failed, from 1.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is due again; null on the poison list: not until the picture changes or someone asks.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The question that failed; another question is a new start.</summary>
    public TaggerFingerprint? Fingerprint { get; init; }
}
