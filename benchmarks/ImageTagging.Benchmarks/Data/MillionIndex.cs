using System.Diagnostics;
using System.Threading.Channels;

namespace ImageTagging.Benchmarks;

/// <summary>Writes the made-up images into an index: all of them, then the re-tags, then the deletes.</summary>
/// <param name="images">The images.</param>
/// <param name="batch">Records a call.</param>
/// <param name="source">The source of what is written first; null for the images' own.</param>
public sealed class MillionIndex(MillionImages images, int batch = 1_000, string? source = null)
{
    /// <summary>Milliseconds of each call of the first writing, in order.</summary>
    public IReadOnlyList<double> WriteTimes { get; private set; } = [];

    /// <summary>Milliseconds of each call that re-tagged.</summary>
    public IReadOnlyList<double> RetagTimes { get; private set; } = [];

    /// <summary>Milliseconds of reading what was re-tagged, for its tokens.</summary>
    public double ReadMilliseconds { get; private set; }

    /// <summary>How many records were re-tagged.</summary>
    public int Retagged { get; private set; }

    /// <summary>Records written a second; only the index's own time counts, not the making of records.</summary>
    public double WriteRate => images.Count / (WriteTimes.Sum() / 1_000);

    /// <summary>Records written a second over the last tenth.</summary>
    public double LastTenthRate
    {
        get
        {
            var last = WriteTimes.Skip(WriteTimes.Count * 9 / 10).ToList();
            return last.Count * (double)batch / (last.Sum() / 1_000);
        }
    }

    /// <summary>Records re-tagged a second, all ten tags each; only the writing counts.</summary>
    public double RetagRate => Retagged / (RetagTimes.Sum() / 1_000);

    /// <summary>Writes every record where none is.</summary>
    public async Task FillAsync(ITagIndex index, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(say);
        var times = new List<double>();
        var writes = images
            .InWriteOrder()
            .Select(r => RecordWrite.Create(source is null ? r : r with { Source = source }))
            .Chunk(batch);
        await foreach (var some in AheadAsync(writes, cancellationToken))
        {
            times.Add(await WriteAsync(index, some, cancellationToken));
            if (times.Count % 100 == 0)
            {
                say($"{(long)times.Count * batch:#,0} written");
            }
        }

        WriteTimes = times;
        await index.RefreshAsync(cancellationToken);
    }

    /// <summary>Re-tags 5 % and deletes 2 %, in random order.</summary>
    public async Task ChangeAsync(ITagIndex index, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        var times = new List<double>();
        foreach (var numbers in images.Updated().Chunk(batch))
        {
            var tokens = await TokensAsync(index, numbers, cancellationToken);
            RecordWrite[] writes = [.. numbers.Select((n, i) => RecordWrite.Replace(images.Record(n, revision: 1), tokens[i]))];
            times.Add(await WriteAsync(index, writes, cancellationToken));
            Retagged += writes.Length;
        }

        RetagTimes = times;
        foreach (var numbers in images.Deleted().Chunk(batch))
        {
            var tokens = await TokensAsync(index, numbers, cancellationToken);
            await WriteAsync(
                index,
                [.. numbers.Select((n, i) => RecordWrite.Delete(images.Name(n), tokens[i]))],
                cancellationToken
            );
        }

        await index.RefreshAsync(cancellationToken);
    }

    private async Task<string[]> TokensAsync(ITagIndex index, int[] numbers, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var stored = await index.GetManyAsync([.. numbers.Select(images.Name)], cancellationToken);
        ReadMilliseconds += Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return [.. stored.Select(r => r!.Token!)];
    }

    private static async Task<double> WriteAsync(ITagIndex index, RecordWrite[] writes, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var results = await index.WriteAsync(writes, cancellationToken);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return results.All(r => r.Outcome == WriteOutcome.Written)
            ? time
            : throw new InvalidOperationException(
                "A write was not carried out: " + results.First(r => r.Outcome != WriteOutcome.Written)
            );
    }

    // Made on another thread, a few batches ahead.
    private static async IAsyncEnumerable<T> AheadAsync<T>(
        IEnumerable<T> items,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var channel = Channel.CreateBounded<T>(4);
        var making = Task.Run(
            async () =>
            {
                try
                {
                    foreach (var item in items)
                    {
                        await channel.Writer.WriteAsync(item, cancellationToken);
                    }

                    channel.Writer.Complete();
                }
                catch (Exception fault)
                {
                    channel.Writer.Complete(fault);
                }
            },
            cancellationToken
        );
        await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }

        await making;
    }
}
