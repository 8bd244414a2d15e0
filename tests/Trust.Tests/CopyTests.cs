using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class CopyTests
{
    private const int Records = 1_300;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Round all the engines: each copy is ended on its way and started again, and in the end nothing is lost or changed.</summary>
    [Fact]
    public async Task A_copy_between_any_two_engines_goes_on_where_it_was_ended_and_loses_nothing()
    {
        using var folder = new TempFolder();
        string[] engines = [Engines.Sqlite, Engines.Elasticsearch, Engines.OpenSearch, Engines.Sqlite];
        var first = folder.File("first.db");
        var from = Engines.Open(Engines.Sqlite, first);
        await from.EnsureReadyAsync(Cancel);
        var random = new RandomRecords(11);
        var all = Enumerable.Range(0, Records).Select(i => random.Next($"k{i:D5}")).ToArray();
        foreach (var batch in all.Chunk(500))
        {
            var results = await from.WriteAsync([.. batch.Select(RecordWrite.Create)], Cancel);
            Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        }

        var expected = await DumpAsync(from);
        Assert.Equal(Records, expected.Count);
        List<(string Engine, string Location)> made = [];
        foreach (var engine in engines.Skip(1))
        {
            var location = engine == Engines.Sqlite ? folder.File("last.db") : await Engines.NewLocationAsync(engine, folder);
            made.Add((engine, location));
            var to = Engines.Open(engine, location);
            await CopyAsync(from, to);
            Assert.Equal(expected, await DumpAsync(to));
            await Engines.CloseAsync(from);
            from = to;
        }

        await Engines.CloseAsync(from);
        foreach (var (engine, location) in made)
        {
            await Engines.DeleteAsync(engine, location);
        }
    }

    private static async Task CopyAsync(ITagIndex from, ITagIndex to)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writes = 0;
        var ending = new FaultyIndex(to)
        {
            OnAsk = asked =>
            {
                if (asked == "write" && ++writes == 2)
                {
                    stop.Cancel();
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new IndexCopier(from, ending).CopyAsync(cancellationToken: stop.Token)
        );
        var report = await new IndexCopier(from, to).CopyAsync(cancellationToken: Cancel);
        Assert.Equal((Records, 0, 0), (report.Read, report.Kept, report.Failed));
    }

    private static async Task<List<string>> DumpAsync(ITagIndex index)
    {
        await index.RefreshAsync(Cancel);
        return await index
            .ReadAllAsync(cancellationToken: Cancel)
            .Select(r => Convert.ToBase64String(RecordJson.Serialize(r)))
            .ToListAsync(Cancel);
    }
}
