using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Output;

/// <summary>
/// The libraries' messages to an operator, in the tool's words: an outage and its end, a tagger that is throttled, a budget that is
/// reached. Told at once; the same again once a minute at the most.
/// </summary>
/// <remarks>Threads may share it.</remarks>
internal sealed class LibraryLog(ToolOutput output) : ILoggerFactory, ILogger
{
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private long _awaySince;

    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // Which Information is told is decided by its name.
    public bool IsEnabled(LogLevel logLevel) =>
        logLevel is not LogLevel.None && logLevel >= (output.IsVerbose ? LogLevel.Debug : LogLevel.Information);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel) || (!output.IsVerbose && IsToldElsewhere(eventId.Name)))
        {
            return;
        }

        var name = eventId.Name ?? "";
        var kind = KindOf(name);
        if (kind is null && !output.IsVerbose && logLevel < LogLevel.Warning)
        {
            return;
        }

        if (kind == JournalEvent.Back)
        {
            Forget();
        }
        else if (kind == JournalEvent.Away)
        {
            Interlocked.CompareExchange(ref _awaySince, output.Time.GetTimestamp() is var now and not 0 ? now : 1, comparand: 0);
        }

        if (output.IsVerbose || IsTime(kind, name, state))
        {
            output.Journal(
                logLevel,
                kind ?? (logLevel >= LogLevel.Warning ? JournalEvent.Warning : JournalEvent.Of(name)),
                formatter(state, exception)
            );
        }
    }

    /// <summary>Notes that work goes on: what was away is back, also where it was tried again below a run.</summary>
    public void GoesOn()
    {
        if (
            Volatile.Read(ref _awaySince) is var since and not 0
            && Interlocked.CompareExchange(ref _awaySince, 0, since) == since
        )
        {
            Forget();
            output.Journal(
                LogLevel.Information,
                JournalEvent.Back,
                $"It answers again after {output.Time.GetElapsedTime(since).TotalSeconds:0} s; the run goes on"
            );
        }
    }

    public void Dispose() { }

    /// <summary>The operator's word for it; null for what is no change of a run's state.</summary>
    private static string? KindOf(string name) =>
        name switch
        {
            "Away" or "NoAnswer" or "Retrying" => JournalEvent.Away,
            "Back" or "GoesOn" => JournalEvent.Back,
            "RateLowered" => JournalEvent.Throttled,
            "WaitsForOther" or "BeatFailed" => JournalEvent.Waiting,
            "BudgetReached" => JournalEvent.BudgetReached,
            _ => null,
        };

    // By the journal's own first and last lines, the report, or the fault.
    private static bool IsToldElsewhere(string? name) => name is "Starts" or "Ended" or "Stopped" or "Unsaved";

    private bool IsTime<TState>(string? kind, string name, TState state)
    {
        var what = kind + "/" + name + "/" + Subject(state);
        lock (_gate)
        {
            // The minutes tell that an outage goes on.
            if (
                _told.TryGetValue(what, out var last) && (kind == JournalEvent.Away || output.Time.GetElapsedTime(last) < s_again)
            )
            {
                return false;
            }

            _told[what] = output.Time.GetTimestamp();
            return true;
        }
    }

    // The next outage is a new one.
    private void Forget()
    {
        Volatile.Write(ref _awaySince, 0);
        lock (_gate)
        {
            _told.Clear();
        }
    }

    // Numbers change from one attempt to the next; names and reasons tell what it is about.
    private static string Subject<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> members
            ? string.Join(
                '/',
                members
                    .Where(m => m is { Value: string, Key: "Code" or "Tagger" or "Source" or "Ledger" or "Difference" })
                    .Select(m => m.Value)
            )
            : "";
}
