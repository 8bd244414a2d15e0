using ImageTagging.Conformance;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests;

/// <summary>Every option of the index.</summary>
public sealed class OptionWalkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.File("images.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_binds_has_ends_and_a_test() =>
        new OptionWalk<SqliteIndexOptions>(
            section =>
            {
                var faults = new List<string>();
                return (SqliteIndexExtensions.Read(section, new(), faults), faults);
            },
            options => options.Validate(),
            new Dictionary<string, string?> { ["Path"] = "/images.db" }
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Path", "/other.db", "HostingTests.The_configuration_may_name_an_index_and_its_faults_are_sentences"),
            new("CacheBytes", "2000000", "OptionWalkTests.No_more_postings_are_kept_than_is_said"),
            new("PageCacheBytes", "102400", "OptionWalkTests.Connections_keep_as_many_pages_as_is_said"),
            new("BusyTimeout", "00:00:05", "OptionWalkTests.A_write_waits_for_others_as_long_as_is_said"),
            new("MaxReaders", "2", "OptionWalkTests.No_more_reads_run_at_once_than_is_said")
        );

    [Fact]
    public void No_more_postings_are_kept_than_is_said()
    {
        var caches = new SharedCaches(cacheBytes: 1_000, composeAt: 1);
        var state = new IndexState(1, 1, 0, null!, []);
        for (var id = 0; id < 100; id++)
        {
            caches.Postings.Add(id, Posting.Empty, merged: 1);
        }

        var kept = Enumerable.Range(0, 100).Count(id => caches.Postings.Find(id, state, out _) is not null);
        Assert.InRange(kept, 1, 1_000 / (int)Posting.Empty.Bytes);
    }

    [Fact]
    public void Connections_keep_as_many_pages_as_is_said()
    {
        var file = new IndexFile(new SqliteIndexOptions { Path = File, PageCacheBytes = 100 << 10 }, Schema.Steps);
        file.EnsureReady(makes: true);
        using var reader = file.OpenReader();
        Assert.Equal(-100, reader.Number("PRAGMA cache_size"));
        using var writer = file.OpenWriter();
        Assert.Equal(-600, writer.Number("PRAGMA cache_size"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task A_write_waits_for_others_as_long_as_is_said(int milliseconds)
    {
        await using var index = new SqliteTagIndex(
            new SqliteIndexOptions { Path = File, BusyTimeout = TimeSpan.FromMilliseconds(milliseconds) }
        );
        await index.EnsureReadyAsync(Cancel);
        using var other = Database.Open(File, create: false);
        other.Execute("BEGIN IMMEDIATE");
        var started = TimeProvider.System.GetTimestamp();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.WriteAsync([RecordWrite.Create(SampleRecords.Of("a.jpg", ("cat", 50)))], Cancel)
        );
        Assert.Equal(FailureKind.Transient, fault.Kind);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(milliseconds));
        other.Rollback();
    }

    [Fact]
    public async Task No_more_reads_run_at_once_than_is_said()
    {
        var file = new IndexFile(new SqliteIndexOptions { Path = File }, Schema.Steps);
        file.EnsureReady(makes: true);
        using var lane = new ReadLane(file, new SharedCaches(1 << 20, 128), most: 2);
        using var go = new SemaphoreSlim(0);
        var (now, most) = (0, 0);
        var both = new TaskCompletionSource();
        var reads = Enumerable
            .Range(0, 5)
            .Select(_ =>
                lane.RunPlainAsync(
                    _ =>
                    {
                        var mine = Interlocked.Increment(ref now);
                        InterlockedMax(ref most, mine);
                        if (mine == 2)
                        {
                            both.TrySetResult();
                        }

                        go.Wait(Cancel);
                        return Interlocked.Decrement(ref now);
                    },
                    Cancel
                )
            )
            .ToArray();
        await both.Task.WaitAsync(Cancel);
        go.Release(5);
        await Task.WhenAll(reads);
        Assert.Equal(2, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
