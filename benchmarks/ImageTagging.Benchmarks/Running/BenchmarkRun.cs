using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks;

/// <summary>One run of a set: its options, its scratch folder, its figures.</summary>
/// <param name="options">The command line's.</param>
/// <param name="scratch">A folder for its files.</param>
/// <param name="output">Where it says how it goes on.</param>
/// <param name="keep">Is given each figure as soon as it is known, so that a run that is cut off has told what it measured.</param>
public sealed class BenchmarkRun(
    IReadOnlyDictionary<string, string> options,
    string scratch,
    TextWriter output,
    Action<Measurement>? keep = null
)
{
    private readonly List<Measurement> _measurements = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The figures so far.</summary>
    public IReadOnlyList<Measurement> Measurements => _measurements;

    /// <summary>A folder for this run's files, deleted afterwards.</summary>
    public string Scratch => scratch;

    /// <summary>How many images; <c>--count</c>.</summary>
    public int Count(int otherwise = 1_000_000) => Number("count", otherwise);

    /// <summary>How many different queries a percentile is over; <c>--queries</c>.</summary>
    public int Queries(int otherwise = 1_000) => Number("queries", otherwise);

    /// <summary>A number from the command line, such as <c>--count 1000</c>.</summary>
    public int Number(string name, int otherwise) =>
        options.TryGetValue(name, out var text)
            ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary>A text from the command line.</summary>
    public string? Text(string name) => options.GetValueOrDefault(name);

    /// <summary>Tells a figure.</summary>
    public void Report(string name, double value, string unit, Bar? bar = null)
    {
        var measurement = new Measurement(name, value, unit, bar);
        _measurements.Add(measurement);
        keep?.Invoke(measurement);
        var verdict = measurement.IsMet switch
        {
            true => "ok  ",
            false => "MISS",
            null => "    ",
        };
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{verdict} {name, -72} {value, 14:#,0.###} {unit, -12} {bar}")
        );
    }

    /// <summary>Tells the median and the 95th percentile of times in milliseconds; the bar is the percentile's.</summary>
    public void Report(string name, IReadOnlyList<double> milliseconds, Bar? bar = null)
    {
        var sorted = milliseconds.Order().ToArray();
        Report(name + ", p50", Percentile(sorted, 0.50), "ms");
        Report(name + ", p95", Percentile(sorted, 0.95), "ms", bar);
    }

    /// <summary>Says what goes on now.</summary>
    public void Say(string text) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"     [{Stopwatch.GetElapsedTime(_started).TotalSeconds, 6:0.0} s] {text}"
            )
        );

    /// <summary>A percentile of sorted values: the smallest that is at or over the share.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    /// <summary>The milliseconds that each item takes, one after the other.</summary>
    public static async Task<List<double>> TimeEachAsync<T>(IEnumerable<T> items, Func<T, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(action);
        var times = new List<double>();
        foreach (var item in items)
        {
            var started = Stopwatch.GetTimestamp();
            await action(item);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}
