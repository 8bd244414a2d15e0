using ImageTagging.Retry;
using ImageTagging.Tagging;
using ImageTagging.Tests.Running;
using ImageTagging.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Writing;

public class IndexWriterTests
{
    [Fact]
    public async Task Added_is_written_and_superseded_and_failed_and_in_flight_at_every_moment()
    {
        var time = new FastTime();
        var inner = new InMemoryTagIndex();
        var random = new Random(7);
        var totals = new List<WriterTotals>();
        IndexWriter? writer = null;
        var index = new FaultyIndex(inner)
        {
            OnAsk = what =>
            {
                totals.Add(writer!.Totals);
                if (random.Next(4) == 0)
                {
                    throw new ImageTaggingException("Reset.") { Kind = FailureKind.Transient, Code = "Reset" };
                }
            },
            OnAnswer = () =>
            {
                if (random.Next(4) == 0)
                {
                    throw new ImageTaggingException("Reset.") { Kind = FailureKind.Transient, Code = "Reset" };
                }
            },
        };
        var parts = Parts(index, time);
        using var ledger = new ContentsInFlight(parts);
        var logger = NullLogger.Instance;
        var outage = new Outage(time, TimeSpan.FromHours(10), logger);
        writer = new(
            parts,
            ledger,
            outage,
            new("write", time),
            logger,
            _ => { },
            calls: new(),
            hold: null,
            CancellationToken.None
        );
        var settled = 0;
        for (var i = 0; i < 3_000; i++)
        {
            await writer.AddAsync(new Plain(new("s", $"{i % 2_500:0000}"), i % 7 == 0, () => Interlocked.Increment(ref settled)));
        }

        await writer.FlushAsync();
        await writer.DisposeAsync();
        totals.Add(writer.Totals);
        Assert.All(totals, t => Assert.Equal(t.Added, t.Written + t.Superseded + t.Failed + t.InFlight));
        Assert.Equal((3_000, 0, 3_000), (writer.Totals.Added, writer.Totals.InFlight, settled));
        Assert.Equal(3_000 - writer.Totals.Superseded, writer.Totals.Written);
        Assert.True(writer.Totals.Superseded > 0);
    }

    [Fact]
    public async Task A_lone_update_is_written_after_a_short_wait_and_a_flush_does_not_wait()
    {
        var time = new FastTime();
        var index = new InMemoryTagIndex();
        var parts = Parts(index, time);
        using var ledger = new ContentsInFlight(parts);
        var outage = new Outage(time, TimeSpan.FromMinutes(1), NullLogger.Instance);
        await using var writer = new IndexWriter(
            parts,
            ledger,
            outage,
            new("write", time),
            NullLogger.Instance,
            _ => { },
            calls: new(),
            hold: null,
            CancellationToken.None
        );
        var done = new TaskCompletionSource();
        await writer.AddAsync(new Plain(new("s", "a"), false, done.SetResult));
        await done.Task.WaitAsync(World.Guard);
        await writer.AddAsync(new Plain(new("s", "b"), false, () => { }));
        await writer.FlushAsync();
        Assert.Equal(2, writer.Totals.Written);
    }

    private static PipelineComponents Parts(ITagIndex index, TimeProvider time) =>
        new([], [], index, null, time, NullLoggerFactory.Instance, new());

    private sealed class Plain(ImageName name, bool gives, Action settled) : RecordUpdate(name, null)
    {
        public override UpdateVerdict Apply(ImageRecord? stored) =>
            stored is not null && gives
                ? UpdateVerdict.Superseded
                : UpdateVerdict.Put(
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

        public override void Settle(UpdateFate fate) => settled();
    }
}
