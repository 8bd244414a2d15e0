using ImageTagging.Tool.Output;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Serving;

/// <summary>Warnings of the server as the tool's own notes: one line each, made harmless for a terminal.</summary>
internal sealed class OutputLoggerProvider(ToolOutput output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            output.Note((formatter(state, exception) + cause).ReplaceLineEndings(" "));
        }
    }

    public void Dispose()
    {
        // The output is the program's.
    }
}
