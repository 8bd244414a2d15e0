using ImageTagging.Elasticsearch;
using ImageTagging.TestSupport;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The real Elasticsearch that the sets measure against: a URL in the environment, else the testbed's.</summary>
internal static class ElasticsearchServer
{
    public static Task<Uri> AddressAsync() => Testbed.ElasticsearchAsync();

    /// <summary>A new, empty index.</summary>
    public static async Task<ElasticsearchTagIndex> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var node = await AddressAsync();
        await DeleteAsync(name, cancellationToken);
        var options = new ElasticsearchIndexOptions { IndexName = name, Replicas = 0 };
        options.Nodes.Add(node);
        var index = new ElasticsearchTagIndex(options);
        await index.EnsureReadyAsync(cancellationToken);
        return index;
    }

    public static async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = await AddressAsync() };
        using var records = await client.DeleteAsync($"{name}-000001?ignore_unavailable=true", cancellationToken);
        using var state = await client.DeleteAsync($"{name}-state?ignore_unavailable=true", cancellationToken);
    }
}
