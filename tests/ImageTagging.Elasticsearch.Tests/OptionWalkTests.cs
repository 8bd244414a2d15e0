using ImageTagging.TestSupport;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Every option of the index.</summary>
public sealed class OptionWalkTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Every_option_binds_has_ends_and_a_test() =>
        new OptionWalk<ElasticsearchIndexOptions>(
            section =>
            {
                var options = ConfiguredOptions.Read(section, new(), out var faults);
                return (options, faults);
            },
            options => options.Validate(),
            new Dictionary<string, string?> { ["Url"] = "http://one.test:9200/images" }
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Nodes", null, "ConnectionFaultTests.A_node_that_cannot_be_reached_is_passed_over_and_left_alone_for_a_while"),
            new("IndexName", "pictures", "ConnectionFaultTests.An_address_names_node_index_and_log_in"),
            new("UserName", "me", "ConnectionFaultTests.Every_request_carries_the_log_in"),
            new("Password", "secret", "ConnectionFaultTests.Every_request_carries_the_log_in"),
            new("ApiKey", "key", "ConnectionFaultTests.Every_request_carries_the_log_in"),
            new("BearerToken", "token", "ConnectionFaultTests.Every_request_carries_the_log_in"),
            new("CertificateFingerprint", new string('a', 64), "SecureServerTests.The_certificates_fingerprint_is_enough"),
            new("CertificateAuthorityFile", "/ca.pem", "SecureServerTests.A_named_authority_is_trusted"),
            new("WrapHandler", null, "AmazonOpenSearchTests.Every_request_is_signed_over_the_bytes_that_are_sent"),
            new("Transport", null, "TransportTests.One_attempt_is_one_request_even_where_the_transport_would_repeat_it"),
            new("CreatesIndex", "false", "ConnectionFaultTests.A_reader_creates_nothing_and_says_that_there_is_no_index"),
            new("Shards", "3", "OptionWalkTests.A_new_index_has_the_shards_and_replicas_that_are_said"),
            new("Replicas", "2", "OptionWalkTests.A_new_index_has_the_shards_and_replicas_that_are_said"),
            new(
                "RequestTimeout",
                "00:00:07",
                "ConnectionFaultTests.A_server_that_hangs_is_given_up_after_the_time_out_and_asked_again"
            ),
            new(
                "ConnectTimeout",
                "00:00:03",
                "ConnectionFaultTests.A_node_that_takes_no_connection_is_passed_over_within_the_call"
            ),
            new("RetryFor", "00:00:09", "BulkFaultTests.An_outage_that_does_not_end_is_told_after_the_time_that_was_given"),
            new("InteractiveRetryFor", "00:00:02", "RetryBudgetTests.A_person_waits_a_few_seconds_and_a_run_minutes"),
            new("BulkBytes", "100000", "OptionWalkTests.A_bulk_request_has_as_many_bytes_and_records_as_is_said"),
            new("BulkCount", "10", "OptionWalkTests.A_bulk_request_has_as_many_bytes_and_records_as_is_said"),
            new("BulkDelay", "00:00:01", "OptionWalkTests.A_batch_that_is_not_full_waits_as_long_as_is_said"),
            new("MaxBulksInFlight", "3", "OptionWalkTests.No_more_bulk_requests_are_in_flight_than_is_said"),
            new("ScanPageSize", "500", "OptionWalkTests.A_page_of_a_scan_has_as_many_records_as_is_said"),
            new("CompressRequests", "true", "ConnectionFaultTests.Bodies_are_compressed_when_asked_for"),
            new("MaxAnswerBytes", "2000000", "OptionWalkTests.An_answer_that_is_longer_than_is_said_is_a_fault")
        );

    [Fact]
    public async Task A_new_index_has_the_shards_and_replicas_that_are_said()
    {
        var made = false;
        _node.Script = request =>
        {
            made |= request.Method == "PUT" && request.Path == "/images-000001";
            return request.Path is "/images" or "/images-000001" && request.Method == "GET" && !made
                ? FakeNode.Error(404, "index_not_found_exception", "no such index")
                : null;
        };
        using var index = _node.Open(_time, o => (o.Shards, o.Replicas) = (3, 2));
        await index.EnsureReadyAsync(Cancel);
        var body = _node.Requests.First(r => r.Method == "PUT" && r.Path == "/images-000001").Body;
        Assert.Matches("\"number_of_shards\"\\s*:\\s*\"?3", body);
        Assert.Matches("\"number_of_replicas\"\\s*:\\s*\"?2", body);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task The_first_request_is_tried_again_as_long_as_is_said(int seconds)
    {
        _node.Script = _ => throw FakeNode.Refused();
        using var index = _node.Open(_time, o => o.InteractiveRetryFor = TimeSpan.FromSeconds(seconds));
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.InRange(_time.Elapsed.TotalSeconds, seconds * 0.3, seconds * 1.5);
    }

    [Fact]
    public async Task A_bulk_request_has_as_many_bytes_and_records_as_is_said()
    {
        using var index = _node.Open(_time, o => o.BulkCount = 10);
        await index.WriteAsync(BulkFaultTests.Creates(35), Cancel);
        Assert.All(_node.Bulks, b => Assert.InRange(b.Items, 1, 10));

        using var second = new FakeNode();
        using var small = second.Open(_time, o => o.BulkBytes = 64 << 10);
        await small.WriteAsync(BulkFaultTests.Creates(1_000), Cancel);
        Assert.Equal(1_000, second.Bulks.Sum(b => b.Items));
        // The record that reaches it goes along.
        Assert.All(second.Bulks, b => Assert.InRange(b.Body.Length, 1, (64 << 10) + 1_000));
        Assert.InRange(second.Bulks.Count, 2, 100);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_waits_as_long_as_is_said()
    {
        // The first goes at once; what comes while it is in flight waits for more.
        var first = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var holding = new Holding(_node, 1, first, release);
        using var index = _node.Open(
            _time,
            o =>
            {
                o.BulkDelay = TimeSpan.FromSeconds(7);
                o.WrapHandler = _ => holding;
            }
        );
        await index.EnsureReadyAsync(Cancel);
        var one = index.WriteAsync(BulkFaultTests.Creates(1), Cancel).AsTask();
        await first.Task.WaitAsync(Cancel);
        var two = index.WriteAsync(BulkFaultTests.Creates(1, from: 10), Cancel).AsTask();
        await two.WaitAsync(Cancel);
        Assert.Contains(TimeSpan.FromSeconds(7), _time.Waits);
        release.TrySetResult();
        await one.WaitAsync(Cancel);
    }

    [Fact]
    public async Task No_more_bulk_requests_are_in_flight_than_is_said()
    {
        var most = 0;
        var now = 0;
        using var counting = new Counting(
            _node,
            () => most = Math.Max(most, Interlocked.Increment(ref now)),
            () => Interlocked.Decrement(ref now)
        );
        using var index = _node.Open(
            _time,
            o =>
            {
                (o.BulkCount, o.MaxBulksInFlight) = (1, 1);
                o.WrapHandler = _ => counting;
            }
        );
        await index.WriteAsync(BulkFaultTests.Creates(30), Cancel);
        Assert.Equal((30, 1), (_node.Bulks.Count, most));
    }

    [Fact]
    public async Task A_page_of_a_scan_has_as_many_records_as_is_said()
    {
        _node.Script = r =>
            r.Path.EndsWith("_search", StringComparison.Ordinal) ? FakeNode.Json("""{"hits":{"hits":[]}}""")
            : r.Path.EndsWith("_pit", StringComparison.Ordinal) ? FakeNode.Json("""{"id":"p"}""")
            : null;
        using var index = _node.Open(_time, o => o.ScanPageSize = 123);
        await index.ScanAsync("s3://pictures", KeyRange.All, Cancel).ToListAsync(Cancel);
        Assert.Contains(_node.Requests, r => r.Body.Contains("\"size\":123", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_longer_than_is_said_is_a_fault()
    {
        _node.Script = r => r.Path == "/images" ? FakeNode.Json("{\"padding\":\"" + new string('x', 2_000_000) + "\"}") : null;
        using var index = _node.Open(_time, o => o.MaxAnswerBytes = 1 << 20);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Contains("1048576", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Holding(HttpMessageHandler inner, int count, TaskCompletionSource begun, TaskCompletionSource release)
        : DelegatingHandler(inner)
    {
        private int _left = count;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("_bulk", StringComparison.Ordinal)
                && Interlocked.Decrement(ref _left) >= 0
            )
            {
                begun.TrySetResult();
                await release.Task.WaitAsync(cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Counting(HttpMessageHandler inner, Action enter, Action leave) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var isBulk = request.RequestUri!.AbsolutePath.EndsWith("_bulk", StringComparison.Ordinal);
            if (isBulk)
            {
                enter();
                await Task.Yield();
            }

            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                if (isBulk)
                {
                    leave();
                }
            }
        }
    }
}
