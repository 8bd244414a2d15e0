using System.Globalization;

namespace ImageTagging.Tool.Output;

/// <summary>How far work is that goes over an index's records: how many of how many, how fast, how long it will take.</summary>
/// <remarks>On a terminal it is one line that changes, elsewhere a line a minute. One thread reports at a time.</remarks>
internal sealed class RecordProgress : IProgress<long>, IDisposable
{
    // What takes longer says so before it starts.
    internal static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(200);
    private readonly ToolOutput _output;
    private readonly RunJournal _journal;
    private readonly ProgressLine _line;
    private readonly RecordWork _work;
    private readonly long? _total;
    private long _started;
    private long _shown;
    private long _before = -1;
    private string _text = "reading";

    private RecordProgress(ToolOutput output, long? records, RecordWork work, Func<string>? more)
    {
        (_output, _work, _total) = (output, work, records * work.Times);
        _journal = new(output, status: () => Volatile.Read(ref _text) + (more is null ? "" : ", " + more()));
        // Behind the journal, which has a line of its own: what is printed takes the last away.
        _line = new(output);
        _started = _shown = output.Time.GetTimestamp();
        if (!work.GoesOn)
        {
            TellMinutes(0);
        }
    }

    /// <summary>Begins work over the records that a query finds; says beforehand where it takes minutes.</summary>
    /// <param name="output">Where it is told.</param>
    /// <param name="index">The index.</param>
    /// <param name="query">The query.</param>
    /// <param name="work">What is done with each record.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    /// <param name="more">What else a line a minute tells.</param>
    public static async ValueTask<RecordProgress> BeginAsync(
        ToolOutput output,
        ITagIndex index,
        TagQuery query,
        RecordWork work,
        CancellationToken cancellationToken,
        Func<string>? more = null
    )
    {
        long? total;
        try
        {
            total = (await index.SearchAsync(new() { Query = query, Size = 0 }, cancellationToken).ConfigureAwait(false)).Total;
        }
        catch (ImageTaggingException)
        {
            // The work itself tells what is wrong with the index.
            total = null;
        }

        return Begin(output, total, work, more);
    }

    /// <summary>Begins work over so many records; says beforehand where it takes minutes.</summary>
    /// <param name="output">Where it is told.</param>
    /// <param name="records">How many; null where that is not known.</param>
    /// <param name="work">What is done with each record.</param>
    /// <param name="more">What else a line a minute tells.</param>
    public static RecordProgress Begin(ToolOutput output, long? records, RecordWork work, Func<string>? more = null) =>
        new(output, records, work, more);

    /// <summary>A note for whoever would wait, of so many pictures or records.</summary>
    internal static string TakesMinutes(long number, string what, TimeSpan time, string ifEnded) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}: this takes about {About(time)}. {ifEnded}");

    /// <summary>Every record, those of pictures that are gone included.</summary>
    public static TagQuery Everything { get; } = new OrQuery(new([TagQueries.Everything, new GoneQuery()]));

    /// <inheritdoc />
    public void Report(long value)
    {
        if (_before < 0 && _work.GoesOn)
        {
            TellMinutes(value);
        }

        // What a former call had done already took no time of this one. A count that falls has begun anew.
        if (_before < 0 || value < _before)
        {
            (_before, _started) = (value, _output.Time.GetTimestamp());
        }

        if (_output.Time.GetElapsedTime(_shown) < s_often)
        {
            return;
        }

        _shown = _output.Time.GetTimestamp();
        var text = Words(value, _output.Time.GetElapsedTime(_started));
        Volatile.Write(ref _text, text);
        _line.Report(text);
    }

    /// <summary>Takes the line away; no more minutes.</summary>
    public void Dispose()
    {
        _line.Clear();
        _journal.Dispose();
    }

    private void TellMinutes(long done)
    {
        if (_total is not { } total)
        {
            return;
        }

        var left = (total - done) / _work.Times;
        var time = TimeSpan.FromSeconds(left / _work.PerSecond);
        if (time >= Long)
        {
            _output.Note(TakesMinutes(left, "records", time, _work.IfEnded));
        }
    }

    private static string About(TimeSpan time) =>
        time.TotalMinutes < 1.5 ? "a minute"
        : time.TotalMinutes < 90 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:N0} hours");

    private string Words(long value, TimeSpan elapsed)
    {
        var rate = (value - _before) / Math.Max(0.001, elapsed.TotalSeconds);
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{value:N0}{(_total is { } all ? $" of {all:N0}" : "")} records · {rate:N0}/s"
        );
        return _total is not { } total || rate <= 0 ? words
            : value >= total ? words + " · finishing"
            : $"{words} · {ProgressLine.Span(TimeSpan.FromSeconds((total - value) / rate))} left";
    }
}
