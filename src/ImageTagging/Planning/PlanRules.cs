namespace ImageTagging.Planning;

/// <summary>What a planner goes by.</summary>
/// <param name="Taggers">The pipeline's taggers.</param>
/// <param name="Vocabulary">The vocabulary's fingerprint.</param>
/// <param name="Options">How the run is to be made.</param>
/// <param name="RemoveAfter">How long what is gone is kept.</param>
/// <param name="StartedAt">When the run started.</param>
/// <param name="IsStaleModel">Whether labels of that model version are stale for that tagger.</param>
/// <param name="Time">The clock.</param>
internal sealed record PlanRules(
    IReadOnlyList<TaggerInfo> Taggers,
    string? Vocabulary,
    RunOptions Options,
    TimeSpan RemoveAfter,
    DateTimeOffset StartedAt,
    Func<TaggerInfo, string?, bool> IsStaleModel,
    TimeProvider Time
);
