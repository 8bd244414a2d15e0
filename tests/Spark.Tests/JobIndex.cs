using System.Globalization;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Spark.Tests;

/// <summary>An index for a job, in a file or on a search server of the testbed, gone at the end.</summary>
internal sealed class JobIndex : IAsyncDisposable
{
    public static readonly string[] Engines = ["SQLite", "Elasticsearch", "OpenSearch"];

    private readonly Uri? _node;
    private readonly string _name;
    private readonly string _folder;

    private JobIndex(Uri? node, string folder)
    {
        _name = "spark-" + Guid.NewGuid().ToString("N")[..12];
        (_node, _folder) = (node, folder);
        Location = node is null ? Path.Combine(folder, _name + ".db") : new Uri(node, _name).ToString();
    }

    /// <summary>What <c>--index</c> is told.</summary>
    public string Location { get; }

    public static async Task<JobIndex> CreateAsync(string engine, TempFolder folder) =>
        new(
            engine switch
            {
                "Elasticsearch" => await Testbed.ElasticsearchAsync(),
                "OpenSearch" => await Testbed.OpenSearchAsync(),
                _ => null,
            },
            folder.Path
        );

    /// <summary>Keys with an answer in the index, at a moment at which no process that writes runs on.</summary>
    public async Task<HashSet<string>> AcknowledgedAsync()
    {
        var location = Location;
        if (_node is null)
        {
            // A look at the file itself would wait for the lock of a process that was stopped with it.
            location = Path.Combine(_folder, "look-" + Guid.NewGuid().ToString("N") + ".db");
            File.Copy(Location, location);
            if (File.Exists(Location + "-wal"))
            {
                File.Copy(Location + "-wal", location + "-wal");
            }
        }

        await using var index = await IndexLocation.OpenAsync(location, IndexUse.Read, TestContext.Current.CancellationToken);
        await index.Index.RefreshAsync(TestContext.Current.CancellationToken);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in index.Index.ReadAllAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            if (record.Taggers.Any(t => t.HasAnswer))
            {
                keys.Add(record.Key);
            }
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is null)
        {
            return;
        }

        using var client = new HttpClient { BaseAddress = _node };
        foreach (var index in (string[])[_name + "-000001", _name + "-state"])
        {
            using var answer = await client.DeleteAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"{index}?ignore_unavailable=true"), UriKind.Relative)
            );
        }
    }
}
