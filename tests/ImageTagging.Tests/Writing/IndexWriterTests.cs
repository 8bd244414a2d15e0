using System.Collections.Concurrent;
using ImageTagging.Retry;
using ImageTagging.Tests.Running;
using ImageTagging.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Writing;

public class IndexWriterTests
{
    [Fact]
    public async Task Every_update_is_settled_once_whatever_the_index_does()
    {
        var time = new FastTime();
        var random = new Random(7);
        var index = new FaultyIndex(new InMemoryTagIndex()) { OnAsk = _ => Fail(), OnAnswer = Fail };
        var (fates, wrote) = (new ConcurrentBag<UpdateEnd>(), 0);
        await using (var writer = Writer(index, time, count => wrote += count))
        {
            for (var i = 0; i < 3_000; i++)
            {
                await writer.AddAsync(new Plain(new("s", $"{i % 2_500:0000}"), i % 7 == 0, fates.Add));
            }

            await writer.FlushAsync();
            Assert.Equal(3_000, fates.Count);
        }

        Assert.Equal(3_000, fates.Count);
        Assert.All(fates, end => Assert.True(end is UpdateEnd.Written or UpdateEnd.Superseded));
        Assert.Contains(UpdateEnd.Superseded, fates);
        Assert.InRange(wrote, 2_500, fates.Count(end => end == UpdateEnd.Written));

        void Fail()
        {
            if (random.Next(4) == 0)
            {
                throw new ImageTaggingException("Reset.") { Kind = FailureKind.Transient, Code = "Reset" };
            }
        }
    }

    [Fact]
    public async Task A_lone_update_is_written_after_a_short_wait_and_a_flush_does_not_wait()
    {
        var time = new FastTime();
        var wrote = 0;
        await using var writer = Writer(new InMemoryTagIndex(), time, count => wrote += count);
        var done = new TaskCompletionSource();
        await writer.AddAsync(new Plain(new("s", "a"), false, _ => done.SetResult()));
        await done.Task.WaitAsync(World.Guard);
        await writer.AddAsync(new Plain(new("s", "b"), false, _ => { }));
        await writer.FlushAsync();
        Assert.Equal(2, wrote);
    }

    private static IndexWriter Writer(ITagIndex index, TimeProvider time, Action<int> wrote) =>
        new(
            index,
            new(),
            RetryPolicy.OfOutages(time, TimeSpan.FromHours(10), NullLogger.Instance),
            new("write", time),
            NullLogger.Instance,
            _ => { },
            calls: new(),
            gate: new(),
            (count, _) =>
            {
                wrote(count);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None
        );

    private sealed class Plain(ImageName name, bool gives, Action<UpdateEnd> settled) : RecordUpdate(name, null)
    {
        public override UpdateDecision Apply(ImageRecord? stored) =>
            stored is not null && gives
                ? UpdateDecision.Superseded
                : UpdateDecision.Put(
                    new()
                    {
                        Source = Name.Source,
                        Key = Name.Key,
                        Location = "x:",
                        Size = 1,
                        ModifiedAt = default,
                        ListedAt = default,
                    },
                    stored
                );

        public override void Settle(UpdateFate fate) => settled(fate.End);
    }
}
