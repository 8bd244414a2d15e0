using System.Text;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Counts what a worker writes, and looks at the memory once so many lines have come.</summary>
internal sealed class WorkerLines(long early) : TextWriter
{
    private const string UnchangedOutcome = "\"outcome\":\"unchanged\"";
    private long _lines;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>How many outcomes told of an unchanged picture.</summary>
    public long Unchanged { get; private set; }

    /// <summary>The most bytes in memory when the early lines had come.</summary>
    public long EarlyPeak { get; private set; }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        _lines += buffer.Count('\n');
        Unchanged += buffer.Count(UnchangedOutcome);
        if (EarlyPeak == 0 && _lines >= early)
        {
            EarlyPeak = Machine.PeakWorkingSet();
        }
    }
}
