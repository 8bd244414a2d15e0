using System.Collections.Concurrent;
using ImageTagging.Conformance;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Indices on a real server. Making one takes longer than most tests, so that one that a test is done with is emptied for the next.</summary>
public abstract class SearchIndexProvider(Engine engine, int shards) : TagIndexProvider, IAsyncLifetime
{
    private const int MostRecords = 5_000;
    private readonly ConcurrentBag<string> _empty = [];

    public override async ValueTask<ITagIndex> CreateAsync()
    {
        var node = await SearchServer.AddressAsync(engine);
        var isNew = !_empty.TryTake(out var name);
        name ??= SearchServer.NewName();
        var index = Open(node, name);
        await index.EnsureReadyAsync(TestContext.Current.CancellationToken);
        if (isNew)
        {
            await HurryAsync(node, name);
        }

        return index;
    }

    public override async ValueTask<ITagIndex> OpenAgainAsync(ITagIndex index) =>
        Open(await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));

    public override async ValueTask ReleaseAsync(ITagIndex index)
    {
        var (node, name) = (await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));
        await base.ReleaseAsync(index);
        if (!_empty.Contains(name))
        {
            // What a cancelled test has sent may still arrive.
            var mayBeWritten =
                TestContext.Current.TestClass?.TestClassName.Contains("Cancellation", StringComparison.Ordinal) ?? true;
            if (!mayBeWritten && await TryEmptyAsync(node, name))
            {
                _empty.Add(name);
            }
            else
            {
                await SearchServer.DeleteAsync(node, name);
            }
        }
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var name in _empty)
        {
            await SearchServer.DeleteAsync(await SearchServer.AddressAsync(engine), name);
        }
    }

    // Nothing here survives the server, so that it need not wait for the disk.
    private static async Task HurryAsync(Uri node, string name)
    {
        var options = new ElasticsearchIndexOptions();
        options.Nodes.Add(node);
        using var transport = SearchTransport.Create(options, TimeProvider.System);
        // It asks again where the server has too much to do.
        var client = new SearchClient(transport, options, TimeProvider.System, NullLogger.Instance);
        var settings = """{"index.translog.durability":"async","index.refresh_interval":"-1"}"""u8.ToArray();
        using var answer = await client.SendAsync(
            new(HttpMethod.Put, name + "/_settings", settings),
            TestContext.Current.CancellationToken
        );
    }

    private ElasticsearchTagIndex Open(Uri node, string name) =>
        SearchServer.Open(node, name, options => Configure(options, node));

    protected virtual void Configure(ElasticsearchIndexOptions options, Uri node) => options.Shards = shards;

    private async Task<bool> TryEmptyAsync(Uri node, string name)
    {
        using var index = Open(node, name);
        await index.RefreshAsync();
        var deletes = new List<RecordWrite>();
        await foreach (var record in index.ReadAllAsync())
        {
            deletes.Add(RecordWrite.Delete(record.Name, record.Token!));
            if (deletes.Count > MostRecords)
            {
                return false;
            }
        }

        var results = await index.WriteAsync(deletes);
        await foreach (var state in index.ListStatesAsync(""))
        {
            await index.TryWriteStateAsync(state with { Value = null });
        }

        await index.RefreshAsync();
        return results.All(r => r.Outcome == WriteOutcome.Written);
    }
}

public sealed class ElasticsearchOneShard() : SearchIndexProvider(Engine.Elasticsearch, shards: 1);

public sealed class ElasticsearchThreeShards() : SearchIndexProvider(Engine.Elasticsearch, shards: 3);

public sealed class OpenSearchOneShard() : SearchIndexProvider(Engine.OpenSearch, shards: 1);

public sealed class OpenSearchThreeShards() : SearchIndexProvider(Engine.OpenSearch, shards: 3);
