using System.Text;
using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class BulkFaultTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Items_that_the_server_has_no_time_for_are_sent_again_with_the_same_bytes()
    {
        var first = true;
        _node.Script = request =>
        {
            if (!request.IsBulk || !first)
            {
                return null;
            }

            first = false;
            return _node.BulkAnswer([201, 429, 201, 429], "es_rejected_execution_exception", "rejected execution");
        };
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(Creates(4), Cancel);

        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(2, _node.Bulks.Count);
        Assert.Equal([.. _node.Bulks[0].Lines.Skip(2).Take(2), .. _node.Bulks[0].Lines.Skip(6)], _node.Bulks[1].Lines);
        Assert.Equal(4, results.Select(r => r.Token).Distinct().Count());
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_halved_until_it_fits_and_later_ones_start_smaller()
    {
        _node.Script = request =>
            request.IsBulk && Encoding.UTF8.GetByteCount(request.Body) > 100_000
                ? FakeNode.Error(413, "content_too_long", "entity content is too long")
                : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(Creates(200, padding: 3_000), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(200, _node.Bulks.Where(b => b.Body.Length <= 100_000).Sum(b => b.Items));

        var refused = _node.Bulks.Count(b => b.Body.Length > 100_000);
        await index.WriteAsync(Creates(100, padding: 3_000, from: 1_000), Cancel);
        Assert.Equal(refused, _node.Bulks.Count(b => b.Body.Length > 100_000));
    }

    [Fact]
    public async Task One_record_that_is_too_large_alone_fails_and_the_others_are_written()
    {
        _node.Script = request =>
            request.IsBulk && request.Body.Length > 50_000
                ? FakeNode.Json("<html>", System.Net.HttpStatusCode.RequestEntityTooLarge)
                : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(
            [.. Creates(5), .. Creates(1, padding: 60_000, from: 10), .. Creates(5, from: 20)],
            Cancel
        );
        var failed = Assert.Single(results, r => r.Outcome != WriteOutcome.Written);
        Assert.Equal((WriteOutcome.Failed, "TooLarge"), (failed.Outcome, failed.Code));
        Assert.Same(failed, results[5]);
    }

    [Fact]
    public async Task A_record_that_the_server_refuses_is_that_records_failure()
    {
        _node.Script = request =>
            request.IsBulk
                ? _node.BulkAnswer([201, 400, 409], "document_parsing_exception", "failed to parse\nfield [size]")
                : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(Creates(3), Cancel);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Failed, WriteOutcome.Conflict], results.Select(r => r.Outcome));
        Assert.Equal("document_parsing_exception", results[1].Code);
        Assert.DoesNotContain('\n', results[1].Message!);
    }

    [Fact]
    public async Task A_record_that_the_server_breaks_on_is_sent_again_and_then_is_that_records_failure()
    {
        var breaks = 2;
        _node.Script = request =>
            request.IsBulk && breaks-- > 0
                ? _node.BulkAnswer(request.Items > 1 ? [201, 500, 201] : [500], "null_pointer_exception", "a null")
                : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));

        breaks = int.MaxValue;
        results = await index.WriteAsync(Creates(3, from: 10), Cancel);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Failed, WriteOutcome.Written], results.Select(r => r.Outcome));
        Assert.Equal("null_pointer_exception", results[1].Code);
    }

    [Fact]
    public async Task An_outage_of_half_a_minute_in_the_middle_loses_nothing()
    {
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        var start = _time.Elapsed;
        _node.Script = _ => _time.Elapsed - start < TimeSpan.FromSeconds(30) ? throw FakeNode.Refused() : null;
        var results = await index.WriteAsync(Creates(10), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Single(_node.Bulks.Select(b => b.Body).Distinct());
        Assert.All(_time.Waits, w => Assert.True(w <= TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_outage_that_does_not_end_is_told_after_the_time_that_was_given()
    {
        using var index = _node.Open(_time, options => options.RetryFor = TimeSpan.FromMinutes(1));
        await index.EnsureReadyAsync(Cancel);
        var start = _time.Elapsed;
        _node.Script = _ => throw FakeNode.Refused();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.WriteAsync(Creates(1), Cancel));
        Assert.Equal((FailureKind.Transient, "Unreachable", false), (fault.Kind, fault.Code, fault.MayHaveCost));
        Assert.InRange(_time.Elapsed - start, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(66));
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait()
    {
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        var calls = 0;
        _node.Script = request =>
        {
            if (!request.IsBulk || calls++ > 0)
            {
                return null;
            }

            var busy = FakeNode.Error(429, "circuit_breaking_exception", "Data too large");
            busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return busy;
        };
        await index.WriteAsync(Creates(1), Cancel);
        // As long as asked, and a little longer by chance, so that those who were sent away do not come back together.
        Assert.Contains(_time.Waits, w => w >= TimeSpan.FromSeconds(7) && w <= TimeSpan.FromSeconds(7.1));
    }

    [Theory]
    [InlineData(
        403,
        "index [images-000001] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)] read-only-allow-delete"
    )]
    [InlineData(429, "index [images-000001] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]")]
    public async Task A_full_disk_stops_at_once_with_a_sentence(int status, string reason)
    {
        _node.Script = request => request.IsBulk ? _node.BulkAnswer([status], "cluster_block_exception", reason) : null;
        using var index = _node.Open(_time);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.WriteAsync(Creates(1), Cancel));
        Assert.Equal((FailureKind.SetUp, "ReadOnly"), (fault.Kind, fault.Code));
        Assert.Contains("disk", fault.Message, StringComparison.Ordinal);
        Assert.Single(_node.Bulks);
    }

    [Fact]
    public async Task A_proxys_page_in_place_of_an_answer_is_no_answer()
    {
        var pages = 2;
        _node.Script = request => request.IsBulk && pages-- > 0 ? FakeNode.Json("<html>Welcome</html>") : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(3, _node.Bulks.Count);
    }

    [Fact]
    public async Task Many_callers_share_requests_and_each_gets_its_own_results_in_order()
    {
        using var index = _node.Open(_time, options => options.BulkCount = 50);
        await index.EnsureReadyAsync(Cancel);
        var calls = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i => Task.Run(() => index.WriteAsync(Creates(7, from: i * 100), Cancel).AsTask(), Cancel))
        );
        Assert.All(calls, c => Assert.All(c, r => Assert.Equal(WriteOutcome.Written, r.Outcome)));
        Assert.Equal(280, calls.SelectMany(c => c).Select(r => r.Token).Distinct().Count());
        Assert.Equal(280, _node.Bulks.Sum(b => b.Items));
        Assert.All(_node.Bulks, b => Assert.InRange(b.Items, 1, 50));
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_sends_nothing()
    {
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await index.WriteAsync(Creates(3), new CancellationToken(canceled: true))
        );
        await index.WriteAsync(Creates(1, from: 10), Cancel);
        Assert.Equal(1, Assert.Single(_node.Bulks).Items);
    }

    [Fact]
    public async Task A_newer_form_is_read_and_not_written()
    {
        _node.Description = FakeNode.Describe("other", schema: 99);
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.WriteAsync(Creates(1), Cancel));
        Assert.Equal("NewerSchema", fault.Code);
        Assert.Empty(_node.Bulks);
    }

    internal static RecordWrite[] Creates(int count, int padding = 0, int from = 0) =>
        [
            .. Enumerable
                .Range(from, count)
                .Select(i =>
                    RecordWrite.Create(SampleRecords.Of($"{i:D6}.jpg", ("cat", 90)) with { Location = new('x', padding + 1) })
                ),
        ];
}
