using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class MigrationTests
{
    private const int Records = 3_500;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task Every_record_moves_and_no_token_survives(Engine engine)
    {
        using var index = await SearchServer.CreateAsync(engine);
        var written = await FillAsync(index);
        Assert.Equal(Records, await index.CountRecordsAsync(Cancel));
        Assert.Equal(Records, await index.MigrateAsync(cancellationToken: Cancel));

        var moved = await ReadAsync(index);
        Assert.Equal(written.Select(w => w.Record), moved.Select(r => r with { Token = null }), RecordsAreEqual);
        Assert.All(moved, r => Assert.EndsWith("-000002", r.Token, StringComparison.Ordinal));

        var stale = await index.WriteAsync([RecordWrite.Replace(written[0].Record, written[0].Token)], Cancel);
        Assert.Equal(WriteOutcome.Conflict, stale[0].Outcome);
        var fresh = await index.WriteAsync([RecordWrite.Replace(moved[0], moved[0].Token!)], Cancel);
        Assert.Equal(WriteOutcome.Written, fresh[0].Outcome);
        await DeleteAsync(engine, index);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task One_that_was_ended_halfway_refuses_writes_answers_searches_and_goes_on(Engine engine)
    {
        using var index = await SearchServer.CreateAsync(engine);
        var written = await FillAsync(index);
        await EndHalfwayAsync(index);

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.WriteAsync([RecordWrite.Replace(written[0].Record, written[0].Token)], Cancel)
        );
        Assert.Equal((FailureKind.Transient, "Migrating"), (fault.Kind, fault.Code));
        Assert.Equal(Records, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);

        // Another process goes on with it.
        using var other = SearchServer.Open(await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));
        var told = new Told();
        Assert.Equal(Records, await other.MigrateAsync(told, Cancel));
        Assert.True(told.First > 1_000, $"It began anew: {told.First}.");
        Assert.Equal(
            written.Select(w => w.Record),
            (await ReadAsync(index)).Select(r => r with { Token = null }),
            RecordsAreEqual
        );

        // The first process still believes in the old index.
        var stale = await index.WriteAsync([RecordWrite.Replace(written[0].Record, written[0].Token)], Cancel);
        Assert.Equal(WriteOutcome.Conflict, stale[0].Outcome);
        await DeleteAsync(engine, index);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task One_that_is_given_up_leaves_the_index_as_it_was(Engine engine)
    {
        using var index = await SearchServer.CreateAsync(engine);
        var written = await FillAsync(index);
        await EndHalfwayAsync(index);
        Assert.True(await index.AbandonMigrationAsync(Cancel));
        Assert.False(await index.AbandonMigrationAsync(Cancel));
        var results = await index.WriteAsync([RecordWrite.Replace(written[0].Record, written[0].Token)], Cancel);
        Assert.Equal(WriteOutcome.Written, results[0].Outcome);
        await DeleteAsync(engine, index);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task Two_at_once_are_one_and_a_refusal(Engine engine)
    {
        using var index = await SearchServer.CreateAsync(engine);
        var written = await FillAsync(index);
        var node = await SearchServer.AddressAsync(engine);
        var (begun, goOn) = (new TaskCompletionSource(), new ManualResetEventSlim());
        using (goOn)
        {
            // The first stands still in the middle.
            var first = Task.Run(
                async () =>
                    await index.MigrateAsync(
                        new Told(_ =>
                        {
                            begun.TrySetResult();
                            goOn.Wait(Cancel);
                        }),
                        Cancel
                    ),
                Cancel
            );
            await begun.Task.WaitAsync(Cancel);
            using var other = SearchServer.Open(node, SearchServer.NameOf(index));
            var migrate = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await other.MigrateAsync(cancellationToken: Cancel)
            );
            var abandon = await Assert.ThrowsAsync<ImageTaggingException>(async () => await other.AbandonMigrationAsync(Cancel));
            Assert.Equal(("Migrating", "Migrating"), (migrate.Code, abandon.Code));
            goOn.Set();
            Assert.Equal(Records, await first);
        }

        Assert.Equal(written.Count, (await ReadAsync(index)).Count);
        await DeleteAsync(engine, index);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task A_switch_that_a_killed_process_had_sent_ends_the_migration(Engine engine)
    {
        using var index = await SearchServer.CreateAsync(engine);
        var written = await FillAsync(index);
        var node = await SearchServer.AddressAsync(engine);
        var alias = SearchServer.NameOf(index);
        // The copy is complete when the server comes to what the killed process had asked for last.
        var switching = new Told(count =>
            (count == Records ? Task.Run(() => SwitchAsync(node, alias)) : Task.CompletedTask).Wait(Cancel)
        );
        Assert.Equal(Records, await index.MigrateAsync(switching, Cancel));
        Assert.Equal(
            written.Select(w => w.Record),
            (await ReadAsync(index)).Select(r => r with { Token = null }),
            RecordsAreEqual
        );
        await DeleteAsync(engine, index);
    }

    private static async Task SwitchAsync(Uri node, string alias)
    {
        using var client = new HttpClient { BaseAddress = node };
        var (old, next) = (alias + "-000001", alias + "-000002");
        using var refreshed = await client.PostAsync(next + "/_refresh", content: null, Cancel);
        var body = $$"""
            {"actions":[{"add":{"index":"{{next}}","alias":"{{alias}}"} },{"add":{"index":"{{next}}","alias":"{{next}}-writes"} },
            {"remove_index":{"index":"{{old}}"} }]}
            """;
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("_aliases", content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task EndHalfwayAsync(ElasticsearchTagIndex index)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await index.MigrateAsync(new Told(count => (count >= 2_000 ? ending : null)?.Cancel()), ending.Token)
        );
    }

    private static async Task<List<(ImageRecord Record, string Token)>> FillAsync(ITagIndex index)
    {
        var records = Enumerable
            .Range(0, Records)
            .Select(i => SampleRecords.Of($"{i:D6}.jpg", ("cat", 90), ("dog", i % 100)) with { Size = i })
            .ToList();
        var results = await index.WriteAsync([.. records.Select(RecordWrite.Create)], Cancel);
        await index.RefreshAsync(Cancel);
        return [.. records.Zip(results, (r, w) => (r, w.Token!))];
    }

    private static async Task<List<ImageRecord>> ReadAsync(ITagIndex index)
    {
        var records = new List<ImageRecord>();
        await foreach (var record in index.ReadAllAsync(cancellationToken: Cancel))
        {
            records.Add(record);
        }

        return records;
    }

    private static bool RecordsAreEqual(ImageRecord a, ImageRecord b) =>
        Indexing.RecordJson.Serialize(a).AsSpan().SequenceEqual(Indexing.RecordJson.Serialize(b));

    private static async Task DeleteAsync(Engine engine, ITagIndex index) =>
        await SearchServer.DeleteAsync(await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));

    private sealed class Told(Action<long>? then = null) : IProgress<long>
    {
        public long First { get; private set; }

        public void Report(long value)
        {
            First = First == 0 ? value : First;
            then?.Invoke(value);
        }
    }
}
