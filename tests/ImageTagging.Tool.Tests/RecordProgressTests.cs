using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tool.Tests;

/// <summary>Work over an index's records tells how far it is where no line can change: once a minute, with the time left.</summary>
public sealed class RecordProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task Each_minute_tells_how_many_of_how_many_how_fast_and_the_time_left()
    {
        var index = new InMemoryTagIndex();
        await index.WriteAsync(
            [.. Enumerable.Range(0, 600).Select(i => RecordWrite.Create(Record($"{i}.jpg")))],
            TestContext.Current.CancellationToken
        );
        var output = new ToolOutput(TextWriter.Null, _error, new() { Time = _time });
        using var progress = await RecordProgress.BeginAsync(
            output,
            index,
            RecordProgress.Everything,
            new(PerSecond: 10_000, Times: 2),
            TestContext.Current.CancellationToken,
            () => "no difference so far"
        );
        // What a former call did took no time of this one.
        progress.Report(100);
        _time.Advance(TimeSpan.FromSeconds(30));
        progress.Report(400);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains(
            "400 of 1,200 records · 10/s · 1:20 left, no difference so far",
            _error.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("takes minutes", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000_000, 90_000, "10,000,000 records: this takes about 2 minutes. Ctrl-C ends it, and nothing is lost.")]
    [InlineData(700_000, 10_000, "700,000 records: this takes about a minute. Ctrl-C ends it, and nothing is lost.")]
    [InlineData(100_000_000, 10_000, "100,000,000 records: this takes about 3 hours. Ctrl-C ends it, and nothing is lost.")]
    [InlineData(4_000_000, 90_000, null)]
    [InlineData(500_000, 10_000, null)]
    public async Task Work_that_takes_minutes_at_its_rate_says_so_before_it_starts(long records, double rate, string? told)
    {
        foreach (var times in (int[])[1, 2])
        {
            using var error = new StringWriter();
            var output = new ToolOutput(TextWriter.Null, error, new() { Time = _time });
            using var progress = await RecordProgress.BeginAsync(
                output,
                new Large(records),
                RecordProgress.Everything,
                new(rate, times),
                TestContext.Current.CancellationToken
            );
            progress.Report(1);
            Assert.Equal(told ?? "", Words(error));
        }
    }

    [Fact]
    public void Work_that_a_former_call_began_tells_how_much_is_left_and_where_it_begins_anew()
    {
        var output = new ToolOutput(TextWriter.Null, _error, new() { Time = _time });
        var work = new RecordWork(PerSecond: 10_000) { GoesOn = true, IfEnded = "It goes on." };
        using var progress = RecordProgress.Begin(output, 10_000_000, work);
        Assert.Empty(_error.ToString());
        progress.Report(8_000_500);
        Assert.Equal("1,999,500 records: this takes about 3 minutes. It goes on.", Words(_error));

        _time.Advance(TimeSpan.FromSeconds(30));
        progress.Report(8_300_500);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.EndsWith("1:00: 8,300,500 of 10,000,000 records · 10,000/s · 2:49 left", Words(_error), StringComparison.Ordinal);

        // Somebody taught meanwhile, and all are gone through again.
        progress.Report(500);
        _time.Advance(TimeSpan.FromSeconds(30));
        progress.Report(300_500);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.EndsWith("300,500 of 10,000,000 records · 10,000/s · 16:09 left", Words(_error), StringComparison.Ordinal);
    }

    [Fact]
    public void Work_of_which_the_former_call_left_little_says_nothing_of_minutes()
    {
        var output = new ToolOutput(TextWriter.Null, _error, new() { Time = _time });
        using var progress = RecordProgress.Begin(output, 10_000_000, new(PerSecond: 10_000) { GoesOn = true });
        progress.Report(9_900_000);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task A_migration_tells_how_far_it_is_and_that_one_that_is_ended_leaves_the_index_without_writes()
    {
        var output = new ToolOutput(TextWriter.Null, _error, new() { Time = _time });
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            MigrateCommand.MigrateAsync(
                output,
                _ => ValueTask.FromResult(2_000_000L),
                async (progress, token) =>
                {
                    progress.Report(1_000);
                    _time.Advance(TimeSpan.FromSeconds(60));
                    progress.Report(481_000);
                    _time.Advance(TimeSpan.FromSeconds(60));
                    await stop.CancelAsync();
                    token.ThrowIfCancellationRequested();
                    return 0;
                },
                stop.Token
            )
        );
        var lines = _error.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(
            "2,000,000 records: this takes about 4 minutes. Ctrl-C ends it; the index takes no writes until 'imagetag migrate' has run to its end, or with --abandon.",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.EndsWith("2:00: 481,000 of 2,000,000 records · 8,000/s · 3:09 left", lines[^2], StringComparison.Ordinal);
        Assert.Contains("It is not finished: the index takes no writes until", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_of_a_whole_search_tells_how_many_records_it_read_and_so_does_its_undoing()
    {
        var index = new InMemoryTagIndex();
        await index.WriteAsync(
            [.. Enumerable.Range(0, 500).Select(i => RecordWrite.Create(Record($"{i}.jpg")))],
            TestContext.Current.CancellationToken
        );
        foreach (
            var change in (TagChange[])
                [
                    new()
                    {
                        Batch = "tags",
                        By = "me",
                        Add = ["cat"],
                    },
                    new()
                    {
                        Batch = "stars",
                        By = "me",
                        Rating = 3,
                    },
                ]
        )
        {
            List<long> told = [];
            var curator = new CheckedCurator(new CountedReads(index, new Told<long>(told.Add)), Vocabulary.Empty);
            var all = new EverythingQuery();
            await curator.CorrectAsync(all, change, 500, TestContext.Current.CancellationToken);
            Assert.Equal(500 * CheckedCurator.ReadsOf(change), told[^1]);
            Assert.Equal(told.Order(), told);
        }

        List<long> undone = [];
        var undoes = new CheckedCurator(new CountedReads(index, new Told<long>(undone.Add)), Vocabulary.Empty);
        Assert.Equal(500, (await undoes.UndoAsync("tags", "me", TestContext.Current.CancellationToken)).Changed);
        Assert.Equal(1_000, undone[^1]);
    }

    private static ImageRecord Record(string key) =>
        new()
        {
            Source = "s",
            Key = key,
            Location = key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
        };

    private static string Words(StringWriter written) => written.ToString().TrimEnd();

    private sealed class Large(long records) : DelegatingTagIndex(new InMemoryTagIndex())
    {
        public override ValueTask<SearchResults> SearchAsync(
            SearchRequest request,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(new SearchResults { Total = records, Hits = [] });
    }
}
