using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageTagging.Elasticsearch.Documents;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>A search server as a message handler: an index that is ready, and answers as the test scripts them.</summary>
internal sealed class FakeNode : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private long _sequence;

    /// <summary>A request as it arrived.</summary>
    internal sealed record Request(string Method, Uri Address, string Body, HttpRequestMessage Message)
    {
        public string Path => Address.AbsolutePath;

        /// <summary>The lines of a bulk request.</summary>
        public IReadOnlyList<string> Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>How many items a bulk request of puts has.</summary>
        public int Items => Lines.Count / 2;

        public bool IsBulk => Path.EndsWith("_bulk", StringComparison.Ordinal);
    }

    /// <summary>Every request, in order.</summary>
    public List<Request> Requests { get; } = [];

    /// <summary>The bulk requests, in order.</summary>
    public IReadOnlyList<Request> Bulks
    {
        get
        {
            lock (_gate)
            {
                return [.. Requests.Where(r => r.IsBulk)];
            }
        }
    }

    /// <summary>Answers in place of the node; null leaves it to the node.</summary>
    public Func<Request, HttpResponseMessage?> Script { get; set; } = _ => null;

    /// <summary>What GET /images answers.</summary>
    public string Description { get; set; } = Describe(Mapping.Hash, Mapping.Schema);

    public static string Describe(string hash, int schema) =>
        $$"""
            {"images-000001":{"aliases":{"images":{},"images-000001-writes":{} },
            "mappings":{"_meta":{"image_tagging":{"schema":{{schema}},"mapping":"{{hash}}"} },"properties":{} },
            "settings":{"index":{"number_of_shards":"1"} } } }
            """;

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(int status, string type, string reason) =>
        Json($$"""{"error":{"type":"{{type}}","reason":"{{reason}}"},"status":{{status}} }""", (HttpStatusCode)status);

    /// <summary>A bulk answer with these statuses.</summary>
    public HttpResponseMessage BulkAnswer(IEnumerable<int> statuses, string type = "", string reason = "") =>
        Json(
            new JsonObject
            {
                ["items"] = new JsonArray([.. statuses.Select(s => new JsonObject { ["create"] = Item(s, type, reason) })]),
            }.ToJsonString()
        );

    /// <summary>A refused connection.</summary>
    public static HttpRequestException Refused() =>
        new(HttpRequestError.ConnectionError, "Connection refused", new System.Net.Sockets.SocketException(111));

    /// <summary>A connection that ended after the request was sent.</summary>
    public static HttpRequestException Reset() => new(HttpRequestError.ResponseEnded, "The response ended prematurely.");

    /// <summary>An index on this node.</summary>
    public ElasticsearchTagIndex Open(TimeProvider time, Action<ElasticsearchIndexOptions>? configure = null)
    {
        var options = new ElasticsearchIndexOptions().UseAddress("http://one.test:9200/images");
        options.WrapHandler = inner =>
        {
            inner.Dispose();
            return this;
        };
        // A clock that skips waits would send a batch by its age while its caller still fills it.
        options.BulkDelay = TimeSpan.FromMinutes(1);
        configure?.Invoke(options);
        return new(options, logger: null, time);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var received = new Request(
            request.Method.Method,
            request.RequestUri!,
            await ReadAsync(request, cancellationToken),
            request
        );
        lock (_gate)
        {
            Requests.Add(received);
        }

        return Script(received) ?? Answer(received);
    }

    private static async Task<string> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return "";
        }

        var bytes = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!request.Content.Headers.ContentEncoding.Contains("gzip"))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private HttpResponseMessage Answer(Request request) =>
        request.IsBulk ? BulkAnswer(Enumerable.Repeat(201, Math.Max(1, request.Items)))
        : request.Path == "/" ? Json("""{"version":{"number":"8.19.0","build_flavor":"default"}}""")
        : request.Path == "/images" ? Json(Description)
        : request.Path.EndsWith("/_mget", StringComparison.Ordinal) ? Json("""{"docs":[{"found":false}]}""")
        : request.Path.EndsWith("/_search", StringComparison.Ordinal) ? Json("""{"hits":{"total":{"value":0},"hits":[]}}""")
        : request.Path.EndsWith("/_pit", StringComparison.Ordinal) ? Json("""{"id":"a point in time"}""")
        : Json("{}");

    private JsonObject Item(int status, string type, string reason) =>
        status < 300
            ? new()
            {
                ["_index"] = "images-000001",
                ["status"] = status,
                ["_seq_no"] = Interlocked.Increment(ref _sequence),
                ["_primary_term"] = 1,
            }
            : new()
            {
                ["_index"] = "images-000001",
                ["status"] = status,
                ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason },
            };
}
