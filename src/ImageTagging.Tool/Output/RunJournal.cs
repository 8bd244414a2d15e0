using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Output;

/// <summary>
/// Tells how work that takes long goes on: on a terminal by one line that changes, elsewhere by a line at its start, every minute and
/// at its end. What happens meanwhile is reported by <see cref="LibraryLog"/>.
/// </summary>
internal sealed class RunJournal : IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // The rate of a run's first moments tells nothing.
    private static readonly TimeSpan s_known = TimeSpan.FromSeconds(2);
    private readonly ToolOutput _output;
    private readonly ProgressLine _line;
    private readonly Func<string>? _status;
    private readonly long _started;
    private readonly ITimer? _minutes;
    private readonly Func<RunProgress, string> _words;
    private RunProgress? _last;
    private bool _hasSaidMinutes;

    /// <param name="output">Where it is written.</param>
    /// <param name="what">The work in words; null for work that is reported only once it takes longer than a minute.</param>
    /// <param name="status">How far it is; null where <see cref="Report"/> tells.</param>
    /// <param name="words">How far it is by what <see cref="Report"/> gets; null for a run's words.</param>
    public RunJournal(
        ToolOutput output,
        string? what = null,
        Func<string>? status = null,
        Func<RunProgress, string>? words = null
    )
    {
        (_output, _status, _words, _line) = (output, status, words ?? ProgressLine.Text, new(output));
        _started = output.Time.GetTimestamp();
        if (!output.HasJournal)
        {
            return;
        }

        if (what is not null)
        {
            output.Journal(LogLevel.Information, JournalEvent.Started, what);
        }

        _minutes = output.Time.CreateTimer(_ => TellMinute(), state: null, s_minute, s_minute);
    }

    /// <inheritdoc />
    public void Report(RunProgress value)
    {
        var before = Interlocked.Exchange(ref _last, value);
        if (value.Waiting is null && before is not null && Finished(value) > Finished(before))
        {
            _output.Log.GoesOn();
        }

        if (
            !_hasSaidMinutes
            && value is { ListingEnded: false, Expected: { } all, Remaining: { } left }
            && value.Elapsed >= s_known
            && left >= RecordProgress.Long
        )
        {
            _hasSaidMinutes = true;
            _output.Note(RecordProgress.TakesMinutes(all, "pictures", left, "Ctrl-C ends it, and nothing is lost."));
        }

        _line.Report(_words(value));
    }

    /// <summary>Tells how a run ended.</summary>
    public void End(RunReport report)
    {
        Dispose();
        if (!_output.HasJournal)
        {
            return;
        }

        var level =
            report.End == RunEnd.Failed ? LogLevel.Error
            : report.End == RunEnd.GuardHeld || report.Counts.Failed > 0 || report.Counts.Gaps > 0 ? LogLevel.Warning
            : LogLevel.Information;
        _output.Journal(
            level,
            JournalEvent.Ended,
            $"{RunWords.Of(report.End)} after {ProgressLine.Span(report.Duration)}: {Summary.Words(report.Counts)}{Paid(report.Counts)}",
            w =>
            {
                w.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(report.End.ToString()));
                w.WriteString("runId", report.RunId);
                w.WriteNumber("seconds", Math.Round(report.Duration.TotalSeconds, 3));
                Summary.Members(w, report.Counts);
            }
        );
    }

    /// <summary>Tells that it did not come to a run.</summary>
    public void End(Exception fault)
    {
        Dispose();
        if (_output.HasJournal)
        {
            var isInterrupted = fault is OperationCanceledException;
            _output.Journal(
                isInterrupted ? LogLevel.Information : LogLevel.Error,
                JournalEvent.Ended,
                isInterrupted
                    ? RunWords.Of(RunEnd.Interrupted)
                    : $"{RunWords.Of(RunEnd.Failed)} after {ProgressLine.Span(_output.Time.GetElapsedTime(_started))}: {fault.Message}"
            );
        }
    }

    /// <summary>No more minutes.</summary>
    public void Dispose()
    {
        _minutes?.Dispose();
        _line.Clear();
    }

    private void TellMinute()
    {
        var progress = Volatile.Read(ref _last);
        var elapsed = ProgressLine.Span(_output.Time.GetElapsedTime(_started));
        _output.Journal(
            LogLevel.Information,
            JournalEvent.Progress,
            elapsed
                + ": "
                + (
                    progress is not null ? _words(progress)
                    : _status is not null ? _status()
                    : "starting"
                ),
            progress is null ? null : w => Write(w, progress)
        );
    }

    private static void Write(Utf8JsonWriter w, RunProgress progress)
    {
        w.WriteString("runId", progress.RunId);
        w.WriteNumber("imagesPerSecond", Math.Round(progress.ImagesPerSecond, 1));
        w.WriteBoolean("listingEnded", progress.ListingEnded);
        if (progress.Remaining is { } left)
        {
            w.WriteNumber("secondsLeft", Math.Round(left.TotalSeconds));
        }

        if (progress.Waiting is { } reason)
        {
            w.WriteString("waiting", SettingWords.In(reason));
        }

        Summary.Members(w, progress.Counts);
    }

    private static long Finished(RunProgress progress) =>
        progress.Counts.Listed + progress.Counts.Tagged + progress.Counts.Failed + progress.Counts.Skipped;

    private static string Paid(RunCounts counts) =>
        (
            counts.PaidCalls > 0
                ? string.Create(CultureInfo.InvariantCulture, $"; {counts.PaidCalls:N0} paid calls, {Summary.Money(counts.Cost)}")
                : ""
        ) + (counts.UnsavedCost > 0 ? $", {Summary.Money(counts.UnsavedCost)} of it unsaved" : "");
}
