using ImageTagging.Conformance;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Growth;

/// <summary>Who wrote much merges it as it closes, so that the next process that reads has little to lay over what is stored.</summary>
public sealed class SettlingTests : IDisposable
{
    private const string Source = "s3://one";
    private static readonly MergeLimits s_limits = new(PendingBytes: 1 << 20, WholeSlots: 64);
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.File("images.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_writer_that_closes_leaves_little_to_be_merged_and_what_a_search_finds_is_the_same()
    {
        var records = Records(3_000);
        var writer = Open();
        await WriteAsync(writer, records);
        Assert.InRange(Waiting(), s_limits.PendingBytes / 8, s_limits.PendingBytes * 2);

        await writer.DisposeAsync();
        Assert.InRange(Waiting(), 0, s_limits.PendingBytes / 32);
        await AssertTrueAsync(records);
    }

    [Fact]
    public async Task A_reader_that_looked_before_a_writer_closed_counts_rightly_behind_it()
    {
        var records = Records(3_000);
        var writer = Open();
        await WriteAsync(writer, records);
        await using var reader = Open();
        // It knows the changes that wait, and asks for the totals later.
        _ = await reader.SearchAsync(new() { Query = new HasTagQuery("t1"), Size = 1 }, Cancel);
        await writer.DisposeAsync();

        var counts = await reader.CountTagsAsync(new(), Cancel);
        var oracle = new IndexOracle(records);
        await SearchCheck.AssertSameAsync(
            reader,
            oracle,
            new() { Query = new HasTagQuery("t1"), Size = 20 },
            "behind it",
            Cancel
        );
        Assert.NotEmpty(counts);
        Assert.All(
            counts,
            c => Assert.Equal(records.Count(r => r.GoneAt is null && r.Tags.Any(t => t.Name == c.Value)), c.Count)
        );
    }

    [Fact]
    public async Task A_few_records_are_left_to_wait()
    {
        var writer = Open();
        await WriteAsync(writer, Records(20));
        var waiting = Waiting();
        await writer.DisposeAsync();
        Assert.Equal(waiting, Waiting());
        Assert.NotEqual(0, waiting);
    }

    [Fact]
    public async Task A_writer_closes_without_a_word_while_another_process_writes()
    {
        var records = Records(3_000);
        var writer = Open();
        await WriteAsync(writer, records);
        using (var other = Database.Open(Path, create: false))
        {
            other.Execute("BEGIN IMMEDIATE");
            await writer.DisposeAsync();
            other.Execute("ROLLBACK");
        }

        Assert.InRange(Waiting(), s_limits.PendingBytes / 8, s_limits.PendingBytes * 2);
        await AssertTrueAsync(records);
    }

    [Fact]
    public async Task A_writer_that_closes_ends_within_a_transaction_when_its_time_is_over()
    {
        var records = Records(3_000);
        // A disk so slow that a second passes whenever somebody looks.
        var time = new SlowTime();
        var writer = Open(time);
        await WriteAsync(writer, records);
        var (before, cursor) = (Waiting(), Cursor());
        time.IsSlow = true;
        await writer.DisposeAsync();

        // Two terms or three of some hundreds, and the next writer goes on behind them.
        Assert.Equal(before, Waiting());
        Assert.NotEqual(cursor, Cursor());
        await AssertTrueAsync(records);
        Assert.InRange(time.Looks, 3, 6);

        writer = Open();
        await WriteAsync(writer, [.. Records(3_001).ExceptBy(records.Select(r => r.Key), r => r.Key)]);
        await writer.DisposeAsync();
        Assert.InRange(Waiting(), 0, s_limits.PendingBytes / 32);
    }

    private SqliteTagIndex Open(TimeProvider? time = null) =>
        new(new() { Path = Path }, Schema.Steps, s_limits, time ?? TimeProvider.System);

    private static List<ImageRecord> Records(int count)
    {
        var generator = new RecordGenerator(7);
        var records = new SortedDictionary<string, ImageRecord>(KeyOrder.Instance);
        while (records.Count < count)
        {
            var name = generator.NextName(Source);
            records[name.Key] = generator.NextRecord(name);
        }

        return [.. records.Values];
    }

    private static async Task WriteAsync(SqliteTagIndex index, List<ImageRecord> records)
    {
        await index.EnsureReadyAsync(Cancel);
        foreach (var some in records.Chunk(500))
        {
            Assert.All(
                await index.WriteAsync([.. some.Select(RecordWrite.Create)], Cancel),
                r => Assert.Equal(WriteOutcome.Written, r.Outcome)
            );
        }
    }

    private long Cursor()
    {
        using var database = Database.Open(Path, create: false);
        return database.Number("SELECT cursor FROM head");
    }

    private long Waiting()
    {
        using var database = Database.Open(Path, create: false);
        return database.Number("SELECT coalesce(sum(length(data)), 0) FROM pending");
    }

    private async Task AssertTrueAsync(List<ImageRecord> records)
    {
        await using var index = Open();
        var oracle = new IndexOracle(records);
        foreach (var tag in (string[])["t0", "t1", "t4"])
        {
            var request = new SearchRequest { Query = new HasTagQuery(tag), Size = 20 };
            await SearchCheck.AssertSameAsync(index, oracle, request, tag, Cancel);
        }

        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
    }

    private sealed class SlowTime : TimeProvider
    {
        public bool IsSlow { get; set; }

        public int Looks { get; private set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => IsSlow ? ++Looks : 0;
    }
}
