using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Writes into an index as fast as it can until its input ends: new images, or other tags for random ones.</summary>
internal sealed class SqliteWriterChild : IBenchmarkChild
{
    private const int Batch = 1_000;

    public string Name => "sqlite-writer";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var images = new MillionImages(count);
        await using var index = new SqliteTagIndex(arguments[0]);
        var isInserting = arguments[2] == "inserts";
        // The console reads synchronously whatever it is asked.
        var end = Task.Run(Console.In.ReadLine, cancellationToken);
        var prefix = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "/";
        long written = 0;
        var started = 0L;
        for (var at = 0; !end.IsCompleted; at = (at + Batch) % Math.Max(Batch, count - Batch))
        {
            var writes = isInserting ? Inserts(images, at, prefix) : await RetagsAsync(index, images, at, cancellationToken);
            var results = await index.WriteAsync(writes, cancellationToken);
            written += results.Count(r => r.Outcome == WriteOutcome.Written);
            if (started == 0)
            {
                (started, written) = (Stopwatch.GetTimestamp(), 0);
                Console.WriteLine("writing");
            }
        }

        Console.WriteLine((written / Stopwatch.GetElapsedTime(started).TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static RecordWrite[] Inserts(MillionImages images, int at, string prefix) =>
        [
            .. Enumerable
                .Range(at, Batch)
                .Select(i => images.Record(images.NumberAt(i)))
                .Select(r => RecordWrite.Create(r with { Source = MillionImages.Source + "-more", Key = prefix + r.Key })),
        ];

    private static async Task<RecordWrite[]> RetagsAsync(
        SqliteTagIndex index,
        MillionImages images,
        int at,
        CancellationToken cancellationToken
    )
    {
        var numbers = Enumerable.Range(at, Batch).Select(images.NumberAt).ToArray();
        var stored = await index.GetManyAsync([.. numbers.Select(images.Name)], cancellationToken);
        return
        [
            .. numbers
                .Zip(stored)
                .Where(p => p.Second is not null)
                .Select(p => RecordWrite.Replace(images.Record(p.First, revision: 2), p.Second!.Token!)),
        ];
    }
}
