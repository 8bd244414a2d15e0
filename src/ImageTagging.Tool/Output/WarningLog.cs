using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Output;

/// <summary>What the libraries warn of, such as a store that does not answer: told at once, the same kind every ten seconds at the most.</summary>
internal sealed class WarningLog(ToolOutput output, TimeProvider time) : ILoggerFactory, ILogger
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _told = [];

    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel) && IsTime(eventId.Id))
        {
            output.Warning(formatter(state, exception));
        }
    }

    public void Dispose() { }

    private bool IsTime(int kind)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(kind, out var last) && time.GetElapsedTime(last) < s_pause)
            {
                return false;
            }

            _told[kind] = time.GetTimestamp();
            return true;
        }
    }
}
