using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Writes a file of the made-up images in a process of its own: lines that say how far it is, then one a figure.</summary>
internal sealed class MillionWriterChild : IBenchmarkChild
{
    public string Name => "million-writer";

    /// <summary>Writes all, re-tags, deletes.</summary>
    /// <param name="arguments">The file, how many images.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var million = new MillionIndex(images);
        await using (var index = new SqliteTagIndex(arguments[0]))
        {
            await index.EnsureReadyAsync(cancellationToken);
            await million.FillAsync(index, Console.WriteLine, cancellationToken);
            Console.WriteLine("re-tagging 5 %, deleting 2 %");
            await million.ChangeAsync(index, cancellationToken);
        }

        Tell("writing, all", million.WriteRate);
        Tell("writing, the last tenth", million.LastTenthRate);
        Tell("writing, a batch of 1,000, p95", BenchmarkRun.Percentile([.. million.WriteTimes.Order()], 0.95));
        Tell("random re-tags of all ten tags", million.RetagRate);
        Tell("peak working set of the writing process", Machine.PeakWorkingSet() / (double)(1 << 20));
    }

    private static void Tell(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value}"));
}
