using ImageTagging.TestSupport;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>The real servers that the whole test program shares, and indices of a test's own on them.</summary>
internal static class SearchServer
{
    public static Task<Uri> AddressAsync(Engine engine) =>
        engine == Engine.Elasticsearch ? Testbed.ElasticsearchAsync() : Testbed.OpenSearchAsync();

    public static string NewName() => "t" + Guid.NewGuid().ToString("N")[..12];

    public static async Task<ElasticsearchTagIndex> CreateAsync(
        Engine engine,
        Action<ElasticsearchIndexOptions>? configure = null,
        bool ensureReady = true
    )
    {
        var index = Open(await AddressAsync(engine), NewName(), configure);
        if (ensureReady)
        {
            await index.EnsureReadyAsync(TestContext.Current.CancellationToken);
        }

        return index;
    }

    public static ElasticsearchTagIndex Open(
        Uri node,
        string name,
        Action<ElasticsearchIndexOptions>? configure = null,
        TimeProvider? time = null
    )
    {
        var options = new ElasticsearchIndexOptions
        {
            IndexName = name,
            Replicas = 0,
            // Its server is known to be there, however slow the machine.
            InteractiveRetryFor = TimeSpan.FromMinutes(1),
        };
        options.Nodes.Add(node);
        configure?.Invoke(options);
        return new(options, logger: null, time);
    }

    /// <summary>The alias of an index.</summary>
    public static string NameOf(ITagIndex index) => index.Info.Location[(index.Info.Location.LastIndexOf('/') + 1)..];

    /// <summary>Takes an index and its state off the server.</summary>
    public static async Task DeleteAsync(Uri node, string name)
    {
        using var client = new HttpClient { BaseAddress = node };
        for (var number = 1; number <= 3; number++)
        {
            using var answer = await client.DeleteAsync($"{name}-{number:D6}?ignore_unavailable=true");
        }

        using var state = await client.DeleteAsync($"{name}-state?ignore_unavailable=true");
    }
}
