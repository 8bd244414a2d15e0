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
            times: 2,
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

    [Fact]
    public async Task Work_over_many_records_says_before_it_starts_that_it_takes_minutes()
    {
        var output = new ToolOutput(TextWriter.Null, _error, new() { Time = _time });
        using var progress = await RecordProgress.BeginAsync(
            output,
            new Large(),
            RecordProgress.Everything,
            times: 1,
            TestContext.Current.CancellationToken
        );
        Assert.Contains("10,000,000 records: this takes minutes.", _error.ToString(), StringComparison.Ordinal);
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

    private sealed class Large() : DelegatingTagIndex(new InMemoryTagIndex())
    {
        public override ValueTask<SearchResults> SearchAsync(
            SearchRequest request,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(new SearchResults { Total = 10_000_000, Hits = [] });
    }
}
