using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ImageTagging.Calling;
using ImageTagging.Telemetry;
using ImageTagging.Tests.Calling;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Telemetry;

public sealed class InstrumentsTests
{
    [Fact]
    public async Task A_call_is_measured_under_the_taggers_name()
    {
        // Other tests measure too, at the same time: this one looks at a tagger of its own.
        var name = "t-" + Guid.NewGuid().ToString("N");
        var measured = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = Listen(
            (instrument, value, tags) =>
            {
                if (Equals(tags.GetValueOrDefault(ImageTaggingTelemetry.TaggerTag), name))
                {
                    measured.AddOrUpdate(instrument, value, (_, sum) => sum + value);
                }
            }
        );
        var tagger = new OnceThrottled(name);
        var options = new TaggerCallOptions { BaseDelay = TimeSpan.FromMilliseconds(1) };
        await using var caller = new TaggerCaller(tagger, options, null, TimeProvider.System, NullLogger.Instance);
        using var image = new EmptySource().Image(1);

        Assert.NotNull((await caller.CallAsync(image, CancellationToken.None)).Result);

        Assert.Equal(1, measured[ImageTaggingTelemetry.PaidCalls]);
        Assert.Equal(0.25, measured[ImageTaggingTelemetry.Cost]);
        Assert.Equal(1, measured[ImageTaggingTelemetry.Throttles]);
        Assert.Equal(1, measured[ImageTaggingTelemetry.Retries]);
        Assert.True(measured.ContainsKey(ImageTaggingTelemetry.TaggerDuration));
    }

    [Fact]
    public async Task Requests_to_the_index_are_timed_by_operation()
    {
        var operations = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        using var listener = Listen(
            (instrument, _, tags) =>
            {
                if (instrument == ImageTaggingTelemetry.IndexDuration)
                {
                    operations[(string)tags[ImageTaggingTelemetry.OperationTag]!] = true;
                }
            }
        );
        var index = new TimedIndex(new InMemoryTagIndex(), TimeProvider.System);
        await index.GetManyAsync([]);
        await index.RefreshAsync();
        await index.WriteAsync([]);
        await index.ReadStateAsync("a");
        Assert.Superset(new HashSet<string>(["read", "refresh", "write", "state"]), operations.Keys.ToHashSet());
    }

    [Fact]
    public void Activities_bear_the_runs_id_and_the_images_name()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ImageTaggingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var run = Instruments.StartRun("abc");
        using var image = Instruments.StartImage(new("s3://b", "k.jpg"));
        Assert.Equal("abc", run!.GetTagItem(ImageTaggingTelemetry.RunIdTag));
        Assert.Equal("k.jpg", image!.GetTagItem(ImageTaggingTelemetry.KeyTag));
        Assert.Equal(run.Id, image.ParentId);
    }

    [Fact]
    public async Task Each_attempt_has_an_activity_with_its_end_within_its_images()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        var name = "t-" + Guid.NewGuid().ToString("N");
        var options = new TaggerCallOptions { BaseDelay = TimeSpan.FromMilliseconds(1) };
        await using var caller = new TaggerCaller(
            new OnceThrottled(name),
            options,
            null,
            TimeProvider.System,
            NullLogger.Instance
        );
        using var image = new EmptySource().Image(1);
        using var around = Instruments.StartImage(new("s", "k"));
        await caller.CallAsync(image, CancellationToken.None);

        var attempts = ended.Where(a => Equals(a.GetTagItem(ImageTaggingTelemetry.TaggerTag), name)).ToArray();
        Assert.All(
            attempts,
            a => Assert.Equal((ImageTaggingTelemetry.AttemptActivity, around!.Id), (a.OperationName, a.ParentId))
        );
        Assert.Equal(["throttled", "served"], attempts.Select(a => a.GetTagItem(ImageTaggingTelemetry.OutcomeTag)));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task Each_search_has_an_activity_with_what_it_found_or_why_it_failed()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        using var mine = new Activity("test").Start();
        var search = new ImageSearch(new InMemoryTagIndex());
        await search.SearchAsync(new() { Query = TagQueryParser.Parse("dog") });
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await search.SearchAsync(new() { Query = TagQueryParser.Parse("dog"), Cursor = "none of ours" })
        );
        var searches = ended.Where(a => a.ParentId == mine.Id).ToArray();
        Assert.All(searches, a => Assert.Equal(ImageTaggingTelemetry.SearchActivity, a.OperationName));
        Assert.Equal(0L, searches[0].GetTagItem(ImageTaggingTelemetry.FoundTag));
        Assert.Equal((ActivityStatusCode.Error, "CursorMismatch"), (searches[1].Status, searches[1].StatusDescription));
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ImageTaggingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Listen(Action<string, double, Dictionary<string, object?>> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ImageTaggingTelemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => measured(i.Name, value, Tags(tags)));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => measured(i.Name, value, Tags(tags)));
        listener.Start();
        return listener;
    }

    private static Dictionary<string, object?> Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var copy = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            copy[key] = value;
        }

        return copy;
    }

    private sealed class OnceThrottled(string name) : ITagger
    {
        private int _calls;

        public TaggerInfo Info { get; } =
            new()
            {
                Name = name,
                Fingerprint = new("1", 50, 10),
                IsMetered = true,
                PricePerCall = 0.25m,
            };

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
            ++_calls == 1
                ? throw new ImageTaggingException("Slow down.") { Kind = FailureKind.Throttled }
                : new(new TaggerResult { Labels = [] });
    }
}
