using System.Globalization;
using ImageTagging.Elasticsearch;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Setup;

/// <summary>From what <c>--index</c> says to an index.</summary>
internal static class IndexLocation
{
    /// <summary>Where the index is when nothing is said.</summary>
    public static string Default =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } given && !OperatingSystem.IsWindows()
                ? given
                : Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
            "imagetag",
            "imagetag.db"
        );

    /// <summary>Opens the index, ready for use.</summary>
    /// <param name="given">What <c>--index</c> says; null for the default.</param>
    /// <param name="use">What for: only who writes makes one.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ImageTaggingException">There is no index, and none is to be made (code <c>NoIndex</c>).</exception>
    public static async Task<IndexHandle> OpenAsync(string? given, IndexUse use, CancellationToken cancellationToken)
    {
        var handle = Open(given, use);
        try
        {
            // Who reads a file makes nothing of it, not even of an empty one.
            if (use != IndexUse.Read || handle.Index is not SqliteTagIndex)
            {
                await handle.Index.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
            }

            return handle;
        }
        catch
        {
            await handle.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The index that a plan compares with: where there is none, an empty one that is written nowhere.</summary>
    public static async Task<(IndexHandle Handle, bool IsThere)> OpenToPlanAsync(
        string? given,
        CancellationToken cancellationToken
    )
    {
        IndexHandle? handle = null;
        try
        {
            handle = await OpenAsync(given, IndexUse.Read, cancellationToken).ConfigureAwait(false);
            _ = await handle.Index.ReadStateAsync("plan", cancellationToken).ConfigureAwait(false);
            return (handle, true);
        }
        catch (ImageTaggingException fault) when (fault.Code == "NoIndex")
        {
            if (handle is not null)
            {
                await handle.DisposeAsync().ConfigureAwait(false);
            }

            return (new(new InMemoryTagIndex()), false);
        }
        catch
        {
            if (handle is not null)
            {
                await handle.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>The index, not made ready yet.</summary>
    public static IndexHandle Open(string? given, IndexUse use) => new(Create(given, use));

    private static ITagIndex Create(string? given, IndexUse use)
    {
        var makes = use is IndexUse.Make or IndexUse.MakeInRun;
        if (given is not null && Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            var remote = RemoteOptions(address);
            remote.CreatesIndex = makes;
            if (use is IndexUse.MakeInRun or IndexUse.ChangeInRun)
            {
                // The run bears with an outage itself: it tells it at once, and makes no paid call meanwhile.
                remote.RetryFor = TimeSpan.Zero;
            }

            var output = ToolOutput.Running;
            return new ElasticsearchTagIndex(remote, output?.Log.For<ElasticsearchTagIndex>(), output?.Time);
        }

        if (given?.Length == 0)
        {
            throw new ImageTaggingException("An index is a file or an address, and not empty text.") { Code = "Usage" };
        }

        if (given?.Contains("://", StringComparison.Ordinal) == true && !File.Exists(given))
        {
            throw new ImageTaggingException($"'{given}' is no index; name a file, or http://host:9200/NAME.") { Code = "Usage" };
        }

        var path = Path.GetFullPath(given ?? Default);
        if (Directory.Exists(path))
        {
            throw new ImageTaggingException($"'{path}' is a folder, and an index is a file.") { Code = "Usage" };
        }

        if (!makes && !File.Exists(path))
        {
            throw new ImageTaggingException(
                $"There is no index at '{path}'; run 'imagetag index FOLDER' first, or name another with --index."
            )
            {
                Code = "NoIndex",
            };
        }

        return new SqliteTagIndex(new SqliteIndexOptions { Path = path });
    }

    /// <summary>How a search server at an address is reached.</summary>
    // Secrets come from the environment, never from the command line, where every user of the machine could read them.
    internal static ElasticsearchIndexOptions RemoteOptions(Uri address)
    {
        var name = address.AbsolutePath.Trim('/');
        if (address.UserInfo.Length > 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ImageTaggingException(
                "An index's address is http://host:9200/NAME; user and password come from ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, a key from ELASTICSEARCH_API_KEY."
            )
            {
                Code = "Usage",
            };
        }

        var options = new ElasticsearchIndexOptions
        {
            UserName = Variable("ELASTICSEARCH_USERNAME"),
            Password = Variable("ELASTICSEARCH_PASSWORD"),
            ApiKey = Variable("ELASTICSEARCH_API_KEY"),
            BearerToken = Variable("ELASTICSEARCH_TOKEN"),
            CertificateFingerprint = Variable("ELASTICSEARCH_FINGERPRINT"),
            CertificateAuthorityFile = Variable("ELASTICSEARCH_CA_FILE"),
        };
        options.Nodes.Add(new Uri(address.GetLeftPart(UriPartial.Authority)));
        if (name.Length > 0)
        {
            options.IndexName = name;
        }

        options.Shards = Number("ELASTICSEARCH_SHARDS") ?? options.Shards;
        options.Replicas = Number("ELASTICSEARCH_REPLICAS");
        if (
            AmazonOpenSearchExtensions.IsAmazonOpenSearch(address)
            && (options.UserName ?? options.Password ?? options.ApiKey ?? options.BearerToken) is null
        )
        {
            options.SignForAmazonOpenSearch();
        }

        return options;
    }

    // Of an index that is created now; one that is there keeps its own.
    private static int? Number(string name) =>
        Variable(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ImageTaggingException($"{name} is '{Terminal.Safe(text)}', which is no number.") { Code = "Usage" };

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
