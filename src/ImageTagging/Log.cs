using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>The log messages of the core. Ids: 1xx calls and budgets, 2xx hosting, 3xx corrections.</summary>
internal static partial class Log
{
    [LoggerMessage(
        101,
        LogLevel.Warning,
        "What was left of budget block {Ledger} could not be returned; it counts as spent until released"
    )]
    public static partial void BudgetNotReturned(ILogger logger, string ledger, Exception fault);

    [LoggerMessage(102, LogLevel.Information, "Tagger {Tagger} is throttled: {Rate:0.##} calls a second from now on")]
    public static partial void RateLowered(ILogger logger, string tagger, double rate);

    [LoggerMessage(103, LogLevel.Debug, "Attempt {Attempt} of tagger {Tagger} failed ({Code}), again in {Wait}")]
    public static partial void AttemptFailed(ILogger logger, string tagger, int attempt, string code, TimeSpan wait);

    [LoggerMessage(
        104,
        LogLevel.Warning,
        "The budget {Ledger} was written at {At:u}, which is ahead of this machine's clock ({Now:u}). Set the clocks of all machines (NTP): days and months of budgets go by them"
    )]
    public static partial void ClocksDiffer(ILogger logger, string ledger, DateTimeOffset at, DateTimeOffset now);

    [LoggerMessage(201, LogLevel.Error, "A background run failed; the next one tries again: {Reason}")]
    public static partial void BackgroundRunFailed(ILogger logger, string reason, Exception fault);

    [LoggerMessage(202, LogLevel.Information, "A background run was left out: another run works on the same keys")]
    public static partial void BackgroundRunSkipped(ILogger logger);

    [LoggerMessage(203, LogLevel.Warning, "What the last run did could not be kept for health checks")]
    public static partial void LastRunNotKept(ILogger logger, Exception fault);

    [LoggerMessage(301, LogLevel.Information, "Batch {Batch} of corrections was undone by {By}: {Changed} pictures changed back")]
    public static partial void BatchUndone(ILogger logger, string batch, string by, long changed);
}
