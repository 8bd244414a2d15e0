using Elastic.Transport;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch;

/// <summary>Where the index is, how to log in, and how much is sent at once. Read when the index is made; later changes have no effect.</summary>
public sealed class ElasticsearchIndexOptions
{
    /// <summary>
    /// The nodes' addresses; requests are spread over them, and go on with the others when one cannot be reached. A user and
    /// password in an address are that node's log-in, and that of nodes without one where the options name none either.
    /// </summary>
    /// <value>The default is empty: at least one is needed, or a <see cref="Transport"/>.</value>
    public IList<Uri> Nodes { get; } = [];

    /// <summary>The alias under which the index is found; the index itself is <c>NAME-000001</c>, its state <c>NAME-state</c>. Lower case, at most 200 bytes.</summary>
    /// <value>The default is <c>images</c>.</value>
    public string IndexName { get; set; } = "images";

    /// <summary>The user of basic authentication.</summary>
    /// <value>The default is null: none.</value>
    public string? UserName { get; set; }

    /// <summary>The password of basic authentication. Comes from a secret store, never from a file in the repository.</summary>
    /// <value>The default is null.</value>
    public string? Password { get; set; }

    /// <summary>An API key as Elasticsearch gives it encoded (<c>Authorization: ApiKey …</c>).</summary>
    /// <value>The default is null: none.</value>
    public string? ApiKey { get; set; }

    /// <summary>A bearer token (<c>Authorization: Bearer …</c>).</summary>
    /// <value>The default is null: none.</value>
    public string? BearerToken { get; set; }

    /// <summary>The SHA-256 fingerprint of the server's certificate or of the authority that signed it, in hex; trusts just that one beside the system's.</summary>
    /// <value>The default is null: the system's authorities only.</value>
    public string? CertificateFingerprint { get; set; }

    /// <summary>A PEM file with certificates of authorities to trust beside the system's.</summary>
    /// <value>The default is null: the system's authorities only.</value>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Puts a handler of yours round the one that sends requests, such as one that signs them. Disposed with the index.</summary>
    /// <value>The default is null: none.</value>
    public Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; set; }

    /// <summary>
    /// Sends requests in place of an own transport: one of Elastic.Transport that the host has made, or that of its client. Nodes, log-in,
    /// certificates and compression are then its matter. Each attempt is one request to one of its nodes, without the pings and repeats that it
    /// may be set to: retries are the index's. Never disposed.
    /// </summary>
    /// <value>The default is null: an own transport.</value>
    public ITransport? Transport { get; set; }

    /// <summary>
    /// True if <see cref="ITagIndex.EnsureReadyAsync"/> creates an index that is missing. Where false, one that is missing is a fault
    /// (code <c>NoIndex</c>), and nothing is created or changed to make ready, so that a user who may only read can open it.
    /// </summary>
    /// <value>The default is true.</value>
    public bool CreatesIndex { get; set; } = true;

    /// <summary>How many primary shards a new index gets, 1–1,024. A shard holds tens of millions of records well.</summary>
    /// <value>The default is 1.</value>
    public int Shards
    {
        get => WantedShards ?? 1;
        set => WantedShards = value;
    }

    /// <summary>The number of shards that somebody asked for; null where nobody did.</summary>
    internal int? WantedShards { get; private set; }

    /// <summary>How many replicas a new index gets, 0–20; null for one where there is a second node to hold it.</summary>
    /// <value>The default is null.</value>
    public int? Replicas { get; set; }

    /// <summary>How long one attempt of a request may take, up to an hour.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection may take to open, up to an hour.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long what a run does (scans, writes, migrations) is tried again while the server is away, restarts or has too much to do; zero
    /// to seven days. A pipeline waits on behind it (<see cref="PipelineOptions.OutagePatience"/>).
    /// </summary>
    /// <value>The default is two minutes.</value>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long what a person waits for is tried again, zero to seven days: searches, counts, up to 100 pictures by name, named state, and
    /// the first request of all (<see cref="ITagIndex.EnsureReadyAsync"/>), so that a wrong address does not take minutes to show.
    /// All but the first are never tried longer than <see cref="RetryFor"/>.
    /// </summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan InteractiveRetryFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes one bulk request is filled to, 64 KiB to 90 MiB; the record that reaches it goes along. Some Amazon OpenSearch domains take 10 MiB at the most.</summary>
    /// <value>The default is 8 MiB: 2,000 usual records.</value>
    public int BulkBytes { get; set; } = 8 << 20;

    /// <summary>How many records one bulk request has at the most, 1–100,000.</summary>
    /// <value>The default is 2,000.</value>
    public int BulkCount { get; set; } = 2_000;

    /// <summary>How long a bulk request that is not full waits for more while another is in flight. With none in flight it goes at once.</summary>
    /// <value>The default is 20 milliseconds.</value>
    public TimeSpan BulkDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The bulk requests in flight at once, at the most, 1–64. It starts at two, falls when the server says that it is too much (429) and rises again.</summary>
    /// <value>The default is 8.</value>
    public int MaxBulksInFlight { get; set; } = 8;

    /// <summary>How many records a page of a scan has, 100–10,000.</summary>
    /// <value>The default is 10,000.</value>
    public int ScanPageSize { get; set; } = 10_000;

    /// <summary>True if requests and answers travel compressed: for networks that are slower than the processor.</summary>
    /// <value>The default is false.</value>
    public bool CompressRequests { get; set; }

    /// <summary>The longest answer that is read, in bytes, 1 MiB to 1 GiB.</summary>
    /// <value>The default is 512 MiB.</value>
    public int MaxAnswerBytes { get; set; } = 512 << 20;

    /// <summary>The log-in of nodes that have none of their own: they are one cluster, so that what one is asked with serves the others.</summary>
    internal AuthorizationHeader? LogIn =>
        ApiKey is { Length: > 0 } key ? new ApiKey(key)
        : BearerToken is { Length: > 0 } token ? new BearerToken(token)
        : UserName is { Length: > 0 } user ? new BasicAuthentication(user, Password ?? "")
        : Nodes.Select(SearchAddress.LogIn).FirstOrDefault(l => l is not null);

    /// <summary>Takes node, index and log-in from an address such as <c>https://user:password@host:9200/images</c>; without a path the index keeps its name.</summary>
    /// <param name="address">The address, with the index as its path: <c>https://host:9200/images</c>.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">It is no http or https address.</exception>
    public ElasticsearchIndexOptions UseAddress(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                "The address of a search index looks like http://localhost:9200/images.",
                nameof(address)
            );
        }

        var (node, index) = SearchAddress.Split(uri);
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            UserName = Uri.UnescapeDataString(user);
            Password = rest is [var password] ? Uri.UnescapeDataString(password) : Password;
        }

        Nodes.Add(SearchAddress.WithoutUser(node));
        IndexName = index ?? IndexName;
        return this;
    }

    /// <summary>The faults of the options; empty where there is none.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate() => OptionFaults.Of(this);
}
