using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>The log messages of planning, running and writing. Ids: 3xx.</summary>
internal static partial class RunLog
{
    [LoggerMessage(301, LogLevel.Warning, "Away for now ({Code}): {Reason}; attempt {Attempt} failed, trying again")]
    public static partial void Away(ILogger logger, string code, string reason, int attempt);

    [LoggerMessage(302, LogLevel.Warning, "A run's lease could not be released; it dies by itself within a minute")]
    public static partial void LeaseNotReleased(ILogger logger, Exception fault);

    [LoggerMessage(303, LogLevel.Warning, "A run's lease could not be renewed, trying again")]
    public static partial void BeatFailed(ILogger logger, Exception fault);

    [LoggerMessage(309, LogLevel.Information, "The run's lease is renewed; the run goes on")]
    public static partial void GoesOn(ILogger logger);

    [LoggerMessage(304, LogLevel.Information, "Run {RunId} starts: {Sources} sources, {Taggers} taggers, index {Index}")]
    public static partial void Starts(ILogger logger, string runId, int sources, int taggers, string index);

    [LoggerMessage(
        305,
        LogLevel.Information,
        "Run {RunId} ended ({End}) after {Duration}: {Listed} listed, {Tagged} tagged, {Failed} failed, {Left} left, {Gone} gone, {PaidCalls} paid calls"
    )]
    public static partial void Ended(
        ILogger logger,
        string runId,
        RunEnd end,
        TimeSpan duration,
        long listed,
        long tagged,
        long failed,
        long left,
        long gone,
        long paidCalls
    );

    [LoggerMessage(310, LogLevel.Error, "Run {RunId} could not do everything ({Code}): {Reason}")]
    public static partial void Stopped(ILogger logger, string runId, string code, string reason);

    [LoggerMessage(
        311,
        LogLevel.Error,
        "Run {RunId} did not save the answers for {Unsaved} pictures, which cost {Cost} USD; a later run calls again where nobody else has"
    )]
    public static partial void Unsaved(ILogger logger, string runId, long unsaved, decimal cost);

    [LoggerMessage(308, LogLevel.Debug, "A picture could not be read ({Code}); attempt {Attempt} failed, trying again")]
    public static partial void ReadAgain(ILogger logger, string code, int attempt);

    [LoggerMessage(312, LogLevel.Warning, "Changes of {Source} are not noticed but found by listing it: {Reason}")]
    public static partial void NotWatched(ILogger logger, string source, string reason);

    [LoggerMessage(
        313,
        LogLevel.Warning,
        "Not every folder of {Source} is watched: the system's limit {Limit} is reached. It is listed every minute instead; raise the limit, for example with sysctl -w {Limit}=1048576"
    )]
    public static partial void WatchesLimited(ILogger logger, string source, string limit);

    [LoggerMessage(314, LogLevel.Information, "It answers again after {Seconds:0} s; the run goes on")]
    public static partial void Back(ILogger logger, double seconds);

    [LoggerMessage(
        315,
        LogLevel.Information,
        "The budget is reached: {Tagger} is not called any more, what it has not said yet is left for a later run"
    )]
    public static partial void BudgetReached(ILogger logger, string tagger);

    [LoggerMessage(316, LogLevel.Information, "Waiting for another run on {Source} to end")]
    public static partial void WaitsForOther(ILogger logger, string source);

    [LoggerMessage(317, LogLevel.Warning, "No answer for {Seconds:0} s; waiting on")]
    public static partial void NoAnswer(ILogger logger, double seconds);

    [LoggerMessage(307, LogLevel.Error, "The index can't be written; the run stops")]
    public static partial void WriterStopped(ILogger logger, Exception fault);
}
