namespace ImageTagging.AspNetCore.Runs;

/// <summary>The page's view of runs.</summary>
internal sealed record RunView
{
    public static RunView Idle { get; } = new() { State = "idle" };

    /// <summary><c>idle</c>, <c>running</c> or <c>ended</c>.</summary>
    public required string State { get; init; }

    public string? Id { get; init; }

    public bool Stopping { get; init; }

    public ProgressView? Progress { get; init; }

    public ReportView? Report { get; init; }

    public RunFault? Error { get; init; }
}

internal sealed record RunFault(string Code, string Message);

internal sealed record RunStarted(string Id);

internal record CountsView
{
    public long Listed { get; init; }

    public long New { get; init; }

    public long Changed { get; init; }

    public long Stale { get; init; }

    public long Due { get; init; }

    public long Waiting { get; init; }

    public long Moved { get; init; }

    public long Gone { get; init; }

    public long Unchanged { get; init; }

    public long Tagged { get; init; }

    public long Reused { get; init; }

    public long Failed { get; init; }

    public long Skipped { get; init; }

    public long Left { get; init; }

    public long Purged { get; init; }

    public long PaidCalls { get; init; }

    public decimal Cost { get; init; }

    public long Retries { get; init; }

    public long Throttles { get; init; }
}

internal sealed record ProgressView : CountsView
{
    public double Rate { get; init; }

    public double? SecondsLeft { get; init; }

    public double Elapsed { get; init; }

    public long Queued { get; init; }

    public bool ListingEnded { get; init; }

    public string? Source { get; init; }
}

internal sealed record ReportView : CountsView
{
    public string? End { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Seconds.</summary>
    public double Duration { get; init; }

    public IReadOnlyList<TaggerUseView> Taggers { get; init; } = [];

    public IReadOnlyList<RunFailureView> Failures { get; init; } = [];

    public IReadOnlyList<GapView> Gaps { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The files that sources left out or did not take, by kind: <c>video</c>, <c>link</c> and the like.</summary>
    public IReadOnlyDictionary<string, long> NotTaken { get; init; } = new Dictionary<string, long>();

    /// <summary>All failures of the run, by code; <see cref="Failures"/> are its first.</summary>
    public IReadOnlyDictionary<string, long> FailedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>In a plan: what cannot be tagged, counted by reason.</summary>
    public IReadOnlyDictionary<string, long>? SkippedBy { get; init; }

    public long Reprojected { get; init; }

    public long UnknownContents { get; init; }
}

internal sealed record TaggerUseView(
    string Tagger,
    long Calls,
    long Reused,
    long NearDuplicates,
    long PassedOver,
    long Undecided,
    decimal Cost
);

internal sealed record RunFailureView(string Id, string Source, string Key, string? Tagger, string Code, string Message);

internal sealed record GapView(string Prefix, string Reason);
