using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Re-tags random images at full speed until its input is closed, then tells its rate.</summary>
internal sealed class WriterChild : IBenchmarkChild
{
    public const string ChildName = "write";

    public string Name => ChildName;

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture), seed: 20_261);
        await using var index = new SqliteTagIndex(arguments[0]);
        await index.EnsureReadyAsync(cancellationToken);
        var ended = Task.Run(Console.In.ReadToEnd, cancellationToken);
        Console.WriteLine("writing");
        var (written, revision, position) = (0L, 2, 0);
        var started = Stopwatch.GetTimestamp();
        while (!ended.IsCompleted)
        {
            var numbers = Enumerable
                .Range(position, 1_000)
                .Select(p => images.NumberAt(p % images.Count))
                .Where(n => !images.IsDeleted(n))
                .Distinct()
                .ToArray();
            var stored = await index.GetManyAsync([.. numbers.Select(images.Name)], cancellationToken);
            var writes = numbers.Select((n, i) => RecordWrite.Replace(images.Record(n, revision), stored[i]!.Token!));
            written += (await index.WriteAsync([.. writes], cancellationToken)).Count(r => r.Outcome == WriteOutcome.Written);
            position += 1_000;
            revision += position % images.Count < 1_000 ? 1 : 0;
        }

        Console.WriteLine((written / Stopwatch.GetElapsedTime(started).TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }
}
