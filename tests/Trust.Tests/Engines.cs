using ImageTagging.Elasticsearch;
using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

/// <summary>The engines, by name and by what another process needs to open the same index.</summary>
internal static class Engines
{
    public const string Sqlite = "sqlite";
    public const string Elasticsearch = "elasticsearch";
    public const string OpenSearch = "opensearch";

    /// <summary>A new index's location; skips the test where the engine's server is not to be had.</summary>
    public static async Task<string> NewLocationAsync(string engine, TempFolder folder) =>
        engine switch
        {
            Sqlite => folder.File("images.db"),
            Elasticsearch => NewName(await Testbed.ElasticsearchAsync()),
            _ => NewName(await Testbed.OpenSearchAsync()),
        };

    public static ITagIndex Open(string engine, string location)
    {
        if (engine == Sqlite)
        {
            return new SqliteTagIndex(location);
        }

        var at = new Uri(location);
        var options = new ElasticsearchIndexOptions { IndexName = at.AbsolutePath[1..], Replicas = 0 };
        options.Nodes.Add(new Uri(at.GetLeftPart(UriPartial.Authority)));
        return new ElasticsearchTagIndex(options);
    }

    public static async ValueTask CloseAsync(ITagIndex index)
    {
        if (index is IAsyncDisposable closing)
        {
            await closing.DisposeAsync();
        }
        else
        {
            (index as IDisposable)?.Dispose();
        }
    }

    /// <summary>Takes an index of a shared server away.</summary>
    public static async Task DeleteAsync(string engine, string location)
    {
        if (engine == Sqlite)
        {
            return;
        }

        var at = new Uri(location);
        using var client = new HttpClient { BaseAddress = new Uri(at.GetLeftPart(UriPartial.Authority)) };
        var name = at.AbsolutePath[1..];
        foreach (var part in (string[])["000001", "000002", "state"])
        {
            using var answer = await client.DeleteAsync($"{name}-{part}?ignore_unavailable=true");
        }
    }

    private static string NewName(Uri node) => new Uri(node, "/trust" + Guid.NewGuid().ToString("N")[..12]).ToString();
}
