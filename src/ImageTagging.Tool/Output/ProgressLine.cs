using System.Globalization;

namespace ImageTagging.Tool.Output;

/// <summary>A run's progress as one line that changes, on a terminal only; elsewhere a run is quiet.</summary>
internal sealed class ProgressLine
{
    private readonly ToolOutput _output;
    private readonly Lock _gate = new();
    private int _width;

    public ProgressLine(ToolOutput output)
    {
        _output = output;
        output.BeforeLine = Clear;
    }

    /// <summary>Shows words, where there is a terminal.</summary>
    public void Report(string text)
    {
        if (_output.IsErrorTerminal)
        {
            Write(text);
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_width > 0)
            {
                _output.Error.Write('\r' + new string(' ', _width) + '\r');
                _width = 0;
            }
        }
    }

    /// <summary>How far a plan is, which tags nothing.</summary>
    internal static string PlanText(RunProgress value)
    {
        var counts = value.Counts;
        return Text(
            value,
            [
                Number(counts.Listed) + " listed",
                Number(counts.New + counts.Changed + counts.Stale + counts.Due) + " to do",
                Number(counts.Unchanged) + " unchanged",
            ]
        );
    }

    internal static string Text(RunProgress value)
    {
        var counts = value.Counts;
        return Text(
            value,
            [Number(counts.Listed) + " listed", Number(counts.Tagged) + " tagged", Number(counts.Unchanged) + " unchanged"]
        );
    }

    private static string Text(RunProgress value, List<string> parts)
    {
        var counts = value.Counts;
        Add(counts.Failed, "failed");
        Add(counts.Skipped, "skipped");
        Add(counts.Left, "not called");
        if (counts.PaidCalls > 0)
        {
            parts.Add(
                string.Create(CultureInfo.InvariantCulture, $"{Number(counts.PaidCalls)} paid calls (${counts.Cost:0.00##})")
            );
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{value.ImagesPerSecond:0.#}/s"));
        parts.Add(
            value.Waiting is { } reason ? "waiting: " + reason
            : value.Remaining is { } left ? Span(left) + " left"
            : value.ListingEnded ? "finishing"
            : "listing"
        );
        return string.Join(" · ", parts);

        void Add(long count, string name)
        {
            if (count > 0)
            {
                parts.Add(Number(count) + " " + name);
            }
        }
    }

    internal static string Span(TimeSpan time) =>
        time.TotalDays >= 1 ? time.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)
        : time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void Write(string text)
    {
        lock (_gate)
        {
            var room = Math.Max(20, Console.WindowWidth - 1);
            var line = text.Length > room ? text[..room] : text;
            _output.Error.Write('\r' + line.PadRight(Math.Min(_width, room)));
            _width = line.Length;
        }
    }
}
