using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

/// <summary>The taggers in the pipeline, over the double.</summary>
public sealed class PipelineTests : IAsyncDisposable
{
    private readonly RekognitionDouble _server = RekognitionDouble.StartAsync().GetAwaiter().GetResult();
    private readonly RekognitionClient _client;
    private readonly FakeImageSource _bucket = new("s3://pictures");
    private readonly InMemoryTagIndex _index = new();

    public PipelineTests() => _client = Doubles.ClientOf(_server);

    [Fact]
    public async Task Each_picture_is_paid_for_once_and_a_second_run_pays_nothing()
    {
        Put(200);
        await using var pipeline = Pipeline();

        var first = await pipeline.RunAsync();
        Assert.Equal(
            (RunEnd.Completed, 200, 200, 0.2m),
            (first.End, first.Counts.Tagged, first.Counts.PaidCalls, first.Counts.Cost)
        );
        Assert.Equal(200, _server.Calls.Count(c => c.IsPaid));
        Assert.Equal(200, _server.Calls.Select(c => c.Key).Distinct().Count());

        var second = await pipeline.RunAsync();
        Assert.Equal((200, 0), (second.Counts.Unchanged, second.Counts.PaidCalls));
        Assert.Equal(200, _server.CallCount);
        Assert.Equal(0, _bucket.Reads);
    }

    [Fact]
    public async Task Every_passing_fault_is_tried_again_until_all_is_tagged()
    {
        Put(24);
        RekognitionFault[] faults =
        [
            RekognitionFault.Throttle(),
            RekognitionFault.Throttle(500),
            RekognitionFault.Error(500, "InternalServerError", "failed"),
            RekognitionFault.Html(503),
            RekognitionFault.Reset,
            RekognitionFault.HalfAnswer,
        ];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _server.FaultFor = call =>
        {
            lock (seen)
            {
                return seen.Add(call.Key!) ? faults[seen.Count % faults.Length] : null;
            }
        };
        await using var pipeline = Pipeline();

        var report = await pipeline.RunAsync();

        Assert.Equal((24, 0), (report.Counts.Tagged, report.Counts.Failed));
        // Resets and half answers may have been served: they are counted as paid.
        Assert.Equal(_server.Calls.Count(c => c.IsPaid), report.Counts.PaidCalls);
    }

    [Fact]
    public async Task A_picture_that_is_refused_fails_alone()
    {
        Put(10);
        _server.FaultFor = call =>
            call.Key == "0003.jpg"
                ? RekognitionFault.Error(400, "InvalidImageFormatException", "Request has invalid image format")
                : null;
        await using var pipeline = Pipeline();

        var report = await pipeline.RunAsync();

        Assert.Equal((9, 1), (report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal("0003.jpg", Assert.Single(report.Failures).Image.Key);
        Assert.Equal(9, report.Counts.PaidCalls);
    }

    [Fact]
    public async Task A_missing_permission_stops_the_run_with_the_policy_line()
    {
        Put(500);
        _server.FaultFor = _ => RekognitionFault.Error(400, "AccessDeniedException", "User is not authorized");
        await using var pipeline = Pipeline();

        var fault = await Assert.ThrowsAnyAsync<ImageTaggingException>(() => pipeline.RunAsync());

        Assert.Equal("AccessDeniedException", fault.Code);
        Assert.Contains("rekognition:DetectLabels", fault.Message, StringComparison.Ordinal);
        Assert.InRange(_server.CallCount, 1, 300);
        Assert.Empty(await _index.ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task One_forbidden_key_after_others_were_answered_is_that_pictures_failure_and_the_run_goes_on()
    {
        Put(200);
        _server.FaultFor = call => call.Key == "0150.jpg" ? Forbidden() : null;
        await using var pipeline = Pipeline();

        var report = await pipeline.RunAsync();

        Assert.Equal(
            (RunEnd.Completed, 199, 1, 199),
            (report.End, report.Counts.Tagged, report.Counts.Failed, report.Counts.PaidCalls)
        );
        var failure = Assert.Single(report.Failures);
        Assert.Equal(
            ("0150.jpg", FailureKind.Refused, "AccessDeniedException"),
            (failure.Image.Key, failure.Reason.Kind, failure.Reason.Code)
        );

        // It is due again later; the next night goes on all the same.
        _bucket.Put("0200.jpg", Pictures.Png(99, 99));
        var next = await pipeline.RunAsync(new() { RetryFailed = true });
        Assert.Equal((RunEnd.Completed, 1, 1), (next.End, next.Counts.Tagged, next.Counts.Failed));
    }

    [Fact]
    public async Task Many_forbidden_keys_in_a_row_stop_the_run_and_what_was_answered_is_saved()
    {
        Put(400);
        var calls = 0;
        _server.FaultFor = _ => Interlocked.Increment(ref calls) > 50 ? Forbidden() : null;
        // One call at a time: an answer that comes late is no answer in between.
        await using var pipeline = Pipeline(new() { MaxConcurrency = 1 });

        var fault = await Assert.ThrowsAsync<RunFailedException>(() => pipeline.RunAsync());

        Assert.Equal(
            ("AccessDeniedException", 50L, 50L),
            (fault.Code, fault.Report.Counts.Tagged, fault.Report.Counts.PaidCalls)
        );
        Assert.Equal(20, fault.Report.Counts.Failed);
        Assert.InRange(_server.CallCount, 71, 75);
        Assert.Equal(50, await _index.ReadAllAsync().CountAsync(r => r.Status == ImageStatus.Tagged));
    }

    private static RekognitionFault Forbidden() =>
        RekognitionFault.Error(400, "AccessDeniedException", "User is not authorized to read the object");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private ImageTaggingPipeline Pipeline(TaggerCallOptions? calls = null) =>
        ImageTaggingPipeline
            .CreateBuilder()
            .From(_bucket)
            .TagWith(new RekognitionLabelTagger(_client, new() { CallsPerSecond = 10_000 }), calls ?? new())
            .IndexInto(_index)
            .Build();

    private void Put(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _bucket.Put($"{i:0000}.jpg", Pictures.Png(100 + i, 100));
        }
    }
}
