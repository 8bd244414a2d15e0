using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class ConnectionFaultTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_server_that_is_down_at_the_start_is_told_within_seconds()
    {
        _node.Script = _ => throw FakeNode.Refused();
        using var index = _node.Open(_time);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.Transient, "Unreachable"), (fault.Kind, fault.Code));
        Assert.Contains("one.test:9200", fault.Message, StringComparison.Ordinal);
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_passed_over_and_left_alone_for_a_while()
    {
        _node.Script = request => request.Address.Host == "one.test" ? throw FakeNode.Refused() : null;
        using var index = _node.Open(_time, options => options.Nodes.Add(new Uri("http://two.test:9200")));
        await index.EnsureReadyAsync(Cancel);
        for (var i = 0; i < 20; i++)
        {
            await index.RefreshAsync(Cancel);
        }

        Assert.Equal(
            20,
            _node.Requests.Count(r => r.Address.Host == "two.test" && r.Path.EndsWith("_refresh", StringComparison.Ordinal))
        );
        Assert.Single(_node.Requests, r => r.Address.Host == "one.test");
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task A_node_that_takes_no_connection_is_passed_over_within_the_call()
    {
        // As the platform's handler says that the time for connecting is over.
        _node.Script = request =>
            request.Address.Host == "one.test" ? throw new TaskCanceledException("", new TimeoutException("connecting")) : null;
        using var index = _node.Open(_time, options => options.Nodes.Add(new Uri("http://two.test:9200")));
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
        Assert.Single(_node.Requests, r => r.Address.Host == "one.test");
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task A_connection_that_is_lost_as_it_is_made_is_an_outage()
    {
        // The platform lets a socket's own fault through where the other side hangs up between connecting and sending.
        var lost = 2;
        _node.Script = _ => lost-- > 0 ? throw new SocketException((int)SocketError.NotConnected) : null;
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        _node.Script = _ => throw new SocketException((int)SocketError.NotConnected);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.Equal((FailureKind.Transient, "AnswerLost"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_not_sent_to_another_node_at_once()
    {
        var lost = 0;
        _node.Script = request => request.IsBulk && lost++ == 0 ? throw FakeNode.Reset() : null;
        using var index = _node.Open(_time, options => options.Nodes.Add(new Uri("http://two.test:9200")));
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
        Assert.Equal(2, _node.Bulks.Count);
        Assert.NotEmpty(_time.Waits);
    }

    [Theory]
    [InlineData(401, FailureKind.SetUp, "Unauthorized", "log-in")]
    [InlineData(403, FailureKind.SetUp, "Forbidden", "does not allow")]
    [InlineData(406, FailureKind.SetUp, "NotUnderstood", "Elasticsearch 8")]
    [InlineData(301, FailureKind.SetUp, "Redirected", "redirects")]
    public async Task A_refusal_is_one_sentence_that_says_what_to_do(int status, FailureKind kind, string code, string says)
    {
        _node.Script = _ => FakeNode.Error(status, "security_exception", "missing authentication credentials for REST request");
        using var index = _node.Open(_time);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((kind, code, (int?)status), (fault.Kind, fault.Code, fault.StatusCode));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Single(_node.Requests);
    }

    [Fact]
    public async Task An_index_of_someone_elses_is_left_alone()
    {
        _node.Description = """
            {"images":{"aliases":{},"mappings":{"properties":{"tags":{"type":"text"}}},"settings":{"index":{"number_of_shards":"1"}}}}
            """;
        using var index = _node.Open(_time);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "ForeignIndex"), (fault.Kind, fault.Code));
        Assert.All(_node.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task An_index_that_is_made_only_after_the_answer_is_waited_for()
    {
        var looks = 0;
        _node.Script = request =>
            request.Method == "PUT"
                ? FakeNode.Json("""{"acknowledged":false,"shards_acknowledged":false,"index":"images-000001"}""")
            : request.Path == "/images" && looks < 3 ? FakeNode.Error(404, "index_not_found_exception", "no such index")
            : request.Path != "/images-000001" ? null
            : looks++ < 3 ? FakeNode.Error(404, "index_not_found_exception", "no such index")
            : FakeNode.Json(_node.Description);
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        Assert.Single(_node.Requests, r => r.Method == "PUT");
        Assert.Equal((4, 3), (looks, _time.Waits.Count));
    }

    [Fact]
    public async Task An_index_that_is_not_made_for_long_is_a_fault_that_may_pass()
    {
        _node.Script = request =>
            request.Method == "PUT" ? FakeNode.Json("""{"acknowledged":false}""")
            : request.Path is "/images" or "/images-000001" ? FakeNode.Error(404, "index_not_found_exception", "no such index")
            : null;
        using var index = _node.Open(_time, options => options.RetryFor = TimeSpan.FromMinutes(1));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.Transient, "TooBusy"), (fault.Kind, fault.Code));
        Assert.Contains("images-000001", fault.Message, StringComparison.Ordinal);
        Assert.InRange(_time.Elapsed, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1.1));
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_after_the_time_out_and_asked_again()
    {
        var time = new FakeTimeProvider();
        var hung = new TaskCompletionSource();
        using var handler = new HangingOnce(_node, hung);
        using var index = _node.Open(time, options => options.WrapHandler = _ => handler);
        var ready = index.EnsureReadyAsync(Cancel).AsTask();
        await hung.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancel);
        time.Advance(TimeSpan.FromSeconds(61));
        // The retry's budget of the first request has run out with the time-out.
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => ready);
        Assert.Equal(("AnswerLost", true), (fault.Code, fault.MayHaveCost));
        Assert.Contains("60 s", fault.Message, StringComparison.Ordinal);
        await index.EnsureReadyAsync(Cancel);
    }

    [Theory]
    [InlineData("user", "secret", null, null, "Basic dXNlcjpzZWNyZXQ=")]
    [InlineData(null, null, "a2V5", null, "ApiKey a2V5")]
    [InlineData(null, null, null, "token", "Bearer token")]
    public async Task Every_request_carries_the_log_in(string? user, string? password, string? key, string? bearer, string header)
    {
        using var index = _node.Open(
            _time,
            options => (options.UserName, options.Password, options.ApiKey, options.BearerToken) = (user, password, key, bearer)
        );
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
        Assert.All(_node.Requests, r => Assert.Equal(header, r.Message.Headers.Authorization?.ToString()));
    }

    [Fact]
    public async Task User_and_password_in_the_addresses_of_nodes_are_used_and_never_shown()
    {
        using var index = _node.Open(
            _time,
            options =>
            {
                options.Nodes.Clear();
                options.Nodes.Add(new Uri("http://me:s%3Acret@one.test:9200"));
                options.Nodes.Add(new Uri("http://you:other@two.test:9200"));
                options.Nodes.Add(new Uri("http://three.test:9200"));
            }
        );
        await index.EnsureReadyAsync(Cancel);
        for (var i = 0; i < 6; i++)
        {
            await index.RefreshAsync(Cancel);
        }

        Assert.Equal(3, _node.Requests.Select(r => r.Address.Host).Distinct().Count());
        Assert.All(
            _node.Requests,
            r =>
                Assert.Equal(
                    r.Address.Host == "two.test" ? "you:other" : "me:s:cret",
                    System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(r.Message.Headers.Authorization!.Parameter!))
                )
        );
        Assert.DoesNotContain("cret", index.Info.Location, StringComparison.Ordinal);
        _node.Script = _ => FakeNode.Error(401, "security_exception", "no");
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.RefreshAsync(Cancel));
        Assert.DoesNotContain("cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "index [images-000001] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];", "ReadOnly")]
    [InlineData(429, "index [i] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];", "ReadOnly")]
    [InlineData(403, "index [images-000001] blocked by: [FORBIDDEN/5/index read-only (api)];", "ReadOnly")]
    [InlineData(403, "blocked by: [FORBIDDEN/6/cluster read-only (api)];", "ReadOnly")]
    [InlineData(403, "blocked by: [FORBIDDEN/13/cluster read-only / allow delete (api)];", "ReadOnly")]
    public async Task A_block_of_writes_is_a_fault_of_the_index_in_items_and_answers(int status, string reason, string code)
    {
        foreach (var inItem in (bool[])[true, false])
        {
            _node.Script = request =>
                !request.IsBulk ? null
                : inItem ? _node.BulkAnswer(Enumerable.Repeat(status, request.Items), "cluster_block_exception", reason)
                : FakeNode.Error(status, "cluster_block_exception", reason);
            using var index = _node.Open(_time);
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await index.WriteAsync(BulkFaultTests.Creates(3), Cancel)
            );
            Assert.Equal((FailureKind.SetUp, code), (fault.Kind, fault.Code));
        }

        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task A_reader_creates_nothing_and_says_that_there_is_no_index()
    {
        _node.Script = request =>
            request.Path == "/images" ? FakeNode.Error(404, "index_not_found_exception", "no such index") : null;
        using var index = _node.Open(_time, options => options.CreatesIndex = false);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal((FailureKind.SetUp, "NoIndex"), (fault.Kind, fault.Code));
        Assert.StartsWith("There is no index 'images'", fault.Message, StringComparison.Ordinal);
        // Nor does a look that was never made ready, or a write.
        using var other = _node.Open(_time);
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await other.ReadAllAsync(cancellationToken: Cancel).CountAsync()
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.WriteAsync(BulkFaultTests.Creates(1), Cancel));
        Assert.All(_node.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task A_reader_adds_no_fields()
    {
        _node.Description = FakeNode.Describe("other", Documents.Mapping.Schema);
        using var index = _node.Open(_time, options => options.CreatesIndex = false);
        await index.EnsureReadyAsync(Cancel);
        Assert.All(_node.Requests, r => Assert.Equal("GET", r.Method));
        using var writer = _node.Open(_time);
        await writer.EnsureReadyAsync(Cancel);
        Assert.Contains(_node.Requests, r => r.Path.EndsWith("/_mapping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_the_index_has_otherwise_are_told_where_somebody_asked_for_them()
    {
        using var asked = _node.Open(_time, options => options.Shards = 4);
        Assert.Contains(
            "has 1 shards, and 4",
            Assert.Single(await asked.FindDifferentSettingsAsync(Cancel)),
            StringComparison.Ordinal
        );
        using var same = _node.Open(_time, options => options.Shards = 1);
        Assert.Empty(await same.FindDifferentSettingsAsync(Cancel));
        _node.Description = _node.Description.Replace(
            "\"number_of_shards\":\"1\"",
            "\"number_of_shards\":\"3\"",
            StringComparison.Ordinal
        );
        using var silent = _node.Open(_time);
        Assert.Empty(await silent.FindDifferentSettingsAsync(Cancel));
    }

    [Fact]
    public async Task Bodies_are_compressed_when_asked_for()
    {
        using var index = _node.Open(_time, options => options.CompressRequests = true);
        await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.Equal(3, Assert.Single(_node.Bulks).Items);
        Assert.Contains("gzip", _node.Bulks[0].Message.Content!.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("http://localhost:9200/images", "http://localhost:9200/", "images", null)]
    [InlineData("https://me:p%40ss@host/search/pictures", "https://host/search/", "pictures", "p@ss")]
    [InlineData("http://localhost:9200", "http://localhost:9200/", "images", null)]
    public void An_address_names_node_index_and_log_in(string address, string node, string name, string? password)
    {
        var options = new ElasticsearchIndexOptions().UseAddress(address);
        Assert.Equal((new Uri(node), name, password), (options.Nodes[0], options.IndexName, options.Password));
    }

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var options = new ElasticsearchIndexOptions
        {
            IndexName = "Images*",
            UserName = "a",
            ApiKey = "b",
            Shards = 0,
            BulkBytes = 1,
            CertificateFingerprint = "12",
        };
        Assert.Equal(6, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => new ElasticsearchTagIndex(options));
    }

    private sealed class HangingOnce(HttpMessageHandler inner, TaskCompletionSource hung) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (hung.TrySetResult())
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
