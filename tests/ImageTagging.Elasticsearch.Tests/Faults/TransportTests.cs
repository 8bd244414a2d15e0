using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Elastic.Transport.Products.Elasticsearch;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.DependencyInjection;
using HttpMethod = System.Net.Http.HttpMethod;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>What holds of every request, whoever's transport sends it.</summary>
public sealed class TransportTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Transports => ["own", "one node", "nodes", "client"];

    public void Dispose() => _node.Dispose();

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task One_attempt_is_one_request_even_where_the_transport_would_repeat_it(string whose)
    {
        var lost = 0;
        _node.Script = request => request.IsBulk && lost++ == 0 ? throw FakeNode.Reset() : null;
        using var index = Open(whose);
        await index.EnsureReadyAsync(Cancel);
        Assert.Empty(_time.Waits);
        var results = await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        // The repeat is the index's, after a wait; no request asks whether anybody is there.
        Assert.Equal(2, _node.Bulks.Count);
        Assert.Equal(_node.Bulks[0].Body, _node.Bulks[1].Body);
        Assert.Single(_time.Waits);
        Assert.DoesNotContain(_node.Requests, r => r.Method == "HEAD");
    }

    [Fact]
    public async Task Which_server_it_is_is_asked_once_and_the_index_is_looked_for_each_time()
    {
        using var index = Open("own");
        await index.EnsureReadyAsync(Cancel);
        await index.EnsureReadyAsync(Cancel);
        Assert.Equal(["/images", "/", "/images"], _node.Requests.Select(r => r.Path));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_request_that_was_answered_with_something_else_than_HTTP_is_not_sent_again_unseen(string whose)
    {
        // Of a pool of one node the transport takes this for a connection that was closed before, and repeats by itself.
        var lost = 0;
        _node.Script = request =>
            request.IsBulk && lost++ == 0
                ? throw new HttpRequestException(HttpRequestError.InvalidResponse, "Received an invalid status line: 'x'.")
                : null;
        using var index = Open(whose);
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
        Assert.Equal(2, _node.Bulks.Count);
        Assert.Single(_time.Waits);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("nodes")]
    public async Task A_node_of_whatever_transport_that_cannot_be_reached_is_passed_over_within_the_call(string whose)
    {
        _node.Script = request => request.Address.Host == "one.test" ? throw FakeNode.Refused() : null;
        using var index = Open(whose, options => options.Nodes.Add(new("http://two.test:9200")));
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
        Assert.NotEqual("one.test", Assert.Single(_node.Bulks).Address.Host);
        Assert.InRange(_node.Requests.Count(r => r.Address.Host == "one.test"), 0, 1);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_server_that_is_down_or_refuses_is_told_alike(string whose)
    {
        _node.Script = _ => throw FakeNode.Refused();
        using var index = Open(whose);
        var down = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.Transient, "Unreachable"), (down.Kind, down.Code));
        Assert.Contains("cannot be reached", down.Message, StringComparison.Ordinal);

        _node.Script = _ => FakeNode.Error(401, "security_exception", "no");
        var refused = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "Unauthorized", 401), (refused.Kind, refused.Code, refused.StatusCode));

        _node.Script = _ => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "no trust");
        var untrusted = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "CertificateNotTrusted"), (untrusted.Kind, untrusted.Code));
        Assert.Contains(
            whose == "own" ? "CertificateFingerprint" : "ElasticsearchIndexOptions.Transport",
            untrusted.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_time_out_of_the_hosts_transport_may_have_cost()
    {
        // As the platform says that the time for a whole request is over.
        _node.Script = _ =>
            throw new TaskCanceledException("", new TimeoutException("request", new TaskCanceledException("request")));
        using var index = Open("client", options => options.RetryFor = TimeSpan.Zero);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.Equal(("AnswerLost", true), (fault.Code, fault.MayHaveCost));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Retry_after_is_heard(string whose)
    {
        var busy = 1;
        _node.Script = request =>
        {
            if (busy-- <= 0)
            {
                return null;
            }

            var answer = FakeNode.Error(429, "rejected", "too much");
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return answer;
        };
        using var index = Open(whose);
        await index.RefreshAsync(Cancel);
        Assert.True(Assert.Single(_time.Waits) >= TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(200, false)]
    [InlineData(404, true)]
    [InlineData(404, false)]
    [InlineData(503, false)]
    public async Task No_more_of_an_answer_is_read_than_is_said_whatever_its_status_and_head(int status, bool saysLength)
    {
        var endless = new Endless();
        _node.Script = _ =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StreamContent(endless) };
            answer.Content.Headers.ContentType = new("application/json");
            answer.Content.Headers.ContentLength = saysLength ? 3L << 30 : null;
            return answer;
        };
        using var index = _node.Open(_time, options => options.MaxAnswerBytes = 1 << 20);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.Equal("AnswerTooLong", fault.Code);
        Assert.Contains("1048576", fault.Message, StringComparison.Ordinal);
        Assert.InRange(endless.BytesRead, 0, 3 << 20);
    }

    [Fact]
    public async Task Each_index_over_one_client_has_its_own_bound()
    {
        _node.Script = r => r.Path == "/" ? null : FakeNode.Json("{\"padding\":\"" + new string('x', 1_500_000) + "\"}");
        var transport = HostsTransport("client", [new("http://one.test:9200")]);
        using var wide = OpenOver(transport, options => options.MaxAnswerBytes = 2 << 20);
        using var narrow = OpenOver(transport, options => options.MaxAnswerBytes = 1 << 20);
        await wide.RefreshAsync(Cancel);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await narrow.RefreshAsync(Cancel));
        Assert.Equal("AnswerTooLong", fault.Code);
        await wide.RefreshAsync(Cancel);
    }

    [Fact]
    public async Task Answers_are_read_into_the_shared_pool()
    {
        _node.Script = _ => FakeNode.Json(new string(' ', 70_000) + "{}");
        var options = Options();
        using var transport = SearchTransport.Create(options, _time);
        using var answer = await transport.SendAsync(new(HttpMethod.Get, "images/_search"), Cancel);
        Assert.True(MemoryMarshal.TryGetArray(answer.Body, out var part));
        // Arrays of the pool have sizes of their own.
        Assert.Equal((70_002, 131_072), (part.Count, part.Array!.Length));
    }

    [Fact]
    public async Task A_body_that_lies_in_memory_is_sent_without_a_copy()
    {
        var body = new byte[1 << 20];
        Random.Shared.NextBytes(body);
        var written = new Recorder();
        using var stream = new LentBody.Factory().Create();
        await new SentBody(body).WriteAsync(stream, null!, disableDirectStreaming: false, Cancel);
        using var content = new StreamContent(stream);
        Assert.Equal(body.Length, content.Headers.ContentLength);
        await content.CopyToAsync(written, Cancel);
        Assert.True(MemoryMarshal.TryGetArray(Assert.Single(written.Written), out var part));
        Assert.Same(body, part.Array);
        // As a handler that signs reads it.
        stream.Position = 0;
        using var read = new MemoryStream();
        var buffer = new byte[1000];
        for (int count; (count = stream.Read(buffer, 0, buffer.Length)) > 0; )
        {
            read.Write(buffer, 0, count);
        }

        Assert.Equal(body, read.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_and_answers_travel_as_they_are_unless_asked_to_be_compressed(bool compressed)
    {
        await using var server = new RawServer(request =>
            request.Contains("Accept-Encoding: gzip", StringComparison.OrdinalIgnoreCase)
                ?
                [
                    .. "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "u8,
                    .. Encoding.ASCII.GetBytes($"{Zipped("{\"ok\":true}").Length}\r\n\r\n"),
                    .. Zipped("{\"ok\":true}"),
                ]
                : RawServer.Json("""{"ok":true}""")
        );
        var options = new ElasticsearchIndexOptions { CompressRequests = compressed };
        options.Nodes.Add(server.Address);
        using var transport = SearchTransport.Create(options, TimeProvider.System);
        using var answer = await transport.SendAsync(new(HttpMethod.Post, "images/_search", "{\"size\":0}"u8.ToArray()), Cancel);
        Assert.Equal("""{"ok":true}""", Encoding.UTF8.GetString(answer.Body.Span));
        var request = Assert.Single(server.Requests);
        Assert.Equal(compressed, request.Contains("Content-Encoding: gzip", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(compressed, request.Contains("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(!compressed, request.EndsWith("\r\n\r\n{\"size\":0}", StringComparison.Ordinal));
        // Managed services take no body without its length.
        Assert.Contains("\r\nContent-Length: ", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_disposed_index_leaves_no_connection_open()
    {
        await using var server = new RawServer(_ => RawServer.Json("{}"));
        // Idle connections close by themselves in a minute: what closes them at once is seen on the handler.
        Watched? handler = null;
        var index = SearchServer.Open(
            server.Address,
            "images",
            options => options.WrapHandler = inner => handler = new Watched(inner)
        );
        await index.RefreshAsync(Cancel);
        Assert.False(handler!.IsDisposed);
        index.Dispose();
        Assert.True(handler.IsDisposed);
        await server.Closed.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Cancel);
    }

    [Fact]
    public async Task Every_attempt_has_a_span_that_shows_no_password()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Elastic.Transport",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        // Other tests send at the same time.
        var host = "h" + Guid.NewGuid().ToString("N") + ".test";
        var attempts = 0;
        _node.Script = _ => attempts++ == 0 ? FakeNode.Error(503, "busy", "later") : null;
        var node = new Uri($"http://me:s3cret@{host}:9200");
        var hosts = new TransportConfiguration(new StaticNodePool([node]), new HttpRequestInvoker((_, _) => _node));
        foreach (var transport in (ITransport?[])[null, new DistributedTransport(hosts)])
        {
            using var index = Open(
                "own",
                options =>
                {
                    options.Nodes.Clear();
                    options.Nodes.Add(node);
                    options.Transport = transport;
                }
            );
            await index.RefreshAsync(Cancel);
            Assert.DoesNotContain("s3cret", index.Info.Location, StringComparison.Ordinal);
        }

        var ours = spans.Where(s => s.GetTagItem("server.address") as string == host).ToList();
        Assert.Equal([503, 200, 200], ours.Select(s => s.GetTagItem("http.response.status_code")));
        Assert.All(ours, s => Assert.Equal($"http://{host}:9200/images/_refresh", s.GetTagItem("url.full")));
        Assert.All(
            ours.SelectMany(s => s.TagObjects),
            t => Assert.DoesNotContain("s3cret", t.Value?.ToString() ?? "", StringComparison.Ordinal)
        );
        Assert.All(_node.Requests, r => Assert.Equal("Basic", r.Message.Headers.Authorization?.Scheme));
    }

    [Fact]
    public async Task A_transport_that_keeps_what_it_sends_and_receives_serves_too()
    {
        var settings = new TransportConfiguration(
            new SingleNodePool(new("http://one.test:9200")),
            new HttpRequestInvoker((_, _) => _node)
        )
        {
            DisableDirectStreaming = true,
        };
        using var index = OpenOver(new DistributedTransport(settings));
        var results = await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
    }

    [Fact]
    public async Task A_transport_of_the_hosts_own_making_is_asked_as_it_is()
    {
        var counting = new Counting(HostsTransport("nodes", [new("http://one.test:9200")]));
        using var index = OpenOver(counting);
        await index.RefreshAsync(Cancel);
        Assert.Equal(1, counting.Requests);
    }

    [Fact]
    public async Task A_page_that_something_in_between_answers_with_is_no_answer()
    {
        _node.Script = _ =>
            new(HttpStatusCode.OK) { Content = new StringContent("<html>log in</html>", Encoding.UTF8, "text/html") };
        using var index = _node.Open(_time, options => options.RetryFor = TimeSpan.Zero);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.ReadStateAsync("budgets/day", Cancel)
        );
        Assert.Equal("Unreadable", fault.Code);
    }

    [Fact]
    public void A_cloud_id_and_an_API_key_are_a_transports()
    {
        var id = "photos:" + Convert.ToBase64String("example.com$abcd"u8);
        using var index = OpenOver(new DistributedTransport(new TransportConfiguration(id, new ApiKey("a2V5"))));
        Assert.Equal("https://abcd.example.com/images", index.Info.Location);
    }

    [Fact]
    public void A_transport_without_nodes_is_a_fault_of_the_options()
    {
        var options = new ElasticsearchIndexOptions { Transport = new Counting(null) };
        Assert.Contains("Transport", Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ElasticsearchTagIndex(options));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_has_its_index_through_its_own_client_or_that_of_its_container(bool isNamed)
    {
        using var settings = ClientSettings([new("http://one.test:9200")]);
        var client = new ElasticsearchClient(settings);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        var builder = services.AddImageTagging();
        if (isNamed)
        {
            builder.UseElasticsearchIndex(client, options => options.IndexName = "pictures");
        }
        else
        {
            services.AddSingleton(client);
            builder.UseElasticsearchClient(options => options.IndexName = "pictures");
        }

        await using (var provider = services.BuildServiceProvider())
        {
            var index = provider.GetRequiredService<ITagIndex>();
            Assert.Equal("http://one.test:9200/pictures", index.Info.Location);
            await index.RefreshAsync(Cancel);
        }

        // The client is the host's and goes on.
        var answer = await client.Transport.RequestAsync<StringResponse>(
            new EndpointPath(Elastic.Transport.HttpMethod.GET, "/"),
            Cancel
        );
        Assert.Equal(200, answer.ApiCallDetails.HttpStatusCode);
        Assert.Equal("/pictures/_refresh", _node.Requests[0].Path);
    }

    [Fact]
    public void A_container_without_a_client_says_so()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseElasticsearchClient();
        using var provider = services.BuildServiceProvider();
        var fault = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<ITagIndex>);
        Assert.Contains(nameof(ElasticsearchClient), fault.Message, StringComparison.Ordinal);
    }

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest, true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    private ElasticsearchIndexOptions Options()
    {
        var options = new ElasticsearchIndexOptions().UseAddress("http://one.test:9200/images");
        options.BulkDelay = TimeSpan.FromMinutes(1);
        options.WrapHandler = inner =>
        {
            inner.Dispose();
            return _node;
        };
        return options;
    }

    private ElasticsearchTagIndex Open(string whose, Action<ElasticsearchIndexOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        if (whose != "own")
        {
            options.Transport = HostsTransport(whose, [.. options.Nodes]);
        }

        return new(options, logger: null, _time);
    }

    private ElasticsearchTagIndex OpenOver(ITransport transport, Action<ElasticsearchIndexOptions>? configure = null) =>
        Open(
            "own",
            options =>
            {
                options.Transport = transport;
                configure?.Invoke(options);
            }
        );

    // A host's transports over the node, set to ping and to repeat.
    private ITransport HostsTransport(string whose, Uri[] nodes) =>
        whose switch
        {
            "client" => new ElasticsearchClient(ClientSettings(nodes)).Transport,
            "one node" => new DistributedTransport(
                new TransportConfiguration(new SingleNodePool(nodes[0]), new HttpRequestInvoker((_, _) => _node))
            ),
            _ => new DistributedTransport(
                new TransportConfiguration(
                    new StaticNodePool(nodes.Append(new("http://three.test:9200")), randomize: false),
                    new HttpRequestInvoker((_, _) => _node),
                    productRegistration: ElasticsearchProductRegistration.Default
                )
                {
                    MaxRetries = 5,
                }
            ),
        };

    private ElasticsearchClientSettings ClientSettings(Uri[] nodes) =>
        new ElasticsearchClientSettings(new StaticNodePool(nodes), new HttpRequestInvoker((_, _) => _node)).MaximumRetries(5);

    private sealed class Counting(ITransport? inner) : ITransport
    {
        private int _requests;

        public int Requests => _requests;

        public ITransportConfiguration Configuration => inner?.Configuration!;

        public TResponse Request<TResponse>(
            in EndpointPath path,
            PostData? postData,
            Action<Activity>? configureActivity,
            IRequestConfiguration? localConfiguration
        )
            where TResponse : TransportResponse, new() => throw new NotSupportedException();

        public Task<TResponse> RequestAsync<TResponse>(
            in EndpointPath path,
            PostData? postData,
            Action<Activity>? configureActivity,
            IRequestConfiguration? localConfiguration,
            CancellationToken cancellationToken = default
        )
            where TResponse : TransportResponse, new()
        {
            Interlocked.Increment(ref _requests);
            return inner!.RequestAsync<TResponse>(path, postData, configureActivity, localConfiguration, cancellationToken);
        }
    }

    private sealed class Watched(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class Recorder : MemoryStream
    {
        public List<ReadOnlyMemory<byte>> Written { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.Add(buffer);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Endless : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            BytesRead += count;
            // A test that would read on without end is to fail instead.
            return BytesRead > 64 << 20 ? throw new InvalidOperationException("Too much was read.") : count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
