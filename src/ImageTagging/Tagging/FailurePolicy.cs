namespace ImageTagging.Tagging;

/// <summary>The consequences of a failure for the next runs: waits that double, then the poison list.</summary>
internal static class FailurePolicy
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan s_first = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    /// <summary>Tells if a failure of this kind is kept in the record; what is gone or archived is seen anew by the next run.</summary>
    public static bool IsKept(FailureKind kind) => kind is not (FailureKind.Gone or FailureKind.NeedsRestore);

    /// <summary>Tells if a refusal has its cause outside of the picture: somebody may give access to it, and nothing of it changes.</summary>
    private static bool IsCurable(string code) => AccessDoubt.IsAccess(code);

    /// <summary>Tells if what is missing is missing on this machine: once it is installed nothing of the picture changes, so it is tried for ever.</summary>
    private static bool IsOfMachine(string code) => code is ErrorCodes.HeicDecoderMissing or ErrorCodes.FfmpegMissing;

    /// <summary>The failure to keep.</summary>
    /// <param name="before">The tagger's failure so far; null where there is none.</param>
    /// <param name="reason">What went wrong now.</param>
    /// <param name="asked">What was asked.</param>
    /// <param name="now">When.</param>
    public static TaggerFailure Next(
        TaggerFailure? before,
        ImageFailureReason reason,
        TaggerFingerprint asked,
        DateTimeOffset now
    )
    {
        var attempts = before is not null && before.Fingerprint == asked ? before.Attempts + 1 : 1;
        var isPoison =
            !IsOfMachine(reason.Code)
            && (attempts >= MaxAttempts || (reason.Kind == FailureKind.Refused && !IsCurable(reason.Code)));
        var wait = TimeSpan.FromTicks(Math.Min(s_first.Ticks << Math.Min(attempts - 1, 20), s_longest.Ticks));
        return new()
        {
            Kind = reason.Kind,
            Code = reason.Code,
            Message = reason.Message,
            Attempts = attempts,
            At = now,
            DueAt = isPoison ? null : now + wait,
            Fingerprint = asked,
        };
    }
}
