using System.Collections.Concurrent;
using System.Diagnostics;
using ImageTagging.Tests.Running;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ImageTagging.Tests.Telemetry;

/// <summary>What an operator's OpenTelemetry exporter gets of a run.</summary>
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task A_run_exports_its_activities_and_every_metric_by_its_published_name()
    {
        var activities = new Kept();
        List<Metric> metrics = [];
        using var tracing = OpenTelemetry
            .Sdk.CreateTracerProviderBuilder()
            .AddSource(ImageTaggingTelemetry.Name)
            .AddProcessor(new SimpleActivityExportProcessor(activities))
            .Build();
        using var metering = OpenTelemetry
            .Sdk.CreateMeterProviderBuilder()
            .AddMeter(ImageTaggingTelemetry.Name)
            .AddInMemoryExporter(metrics)
            .Build();

        // Other tests run at the same time: this one looks for its own run and its own tagger.
        await using var world = new World();
        var tagger = new WordTagger("otel-" + Guid.NewGuid().ToString("N"));
        world.Build(
            b => b.ConfigureCalls(tagger.Info.Name, new() { BaseDelay = TimeSpan.FromMilliseconds(1) }),
            taggers: [tagger]
        );
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        world.Store.Put("copy.jpg", "cat");
        var throttled = 0;
        tagger.OnCall = (_, _, _) =>
            Interlocked.Increment(ref throttled) == 1
                ? throw new ImageTaggingException("Slow down.") { Kind = FailureKind.Throttled, Code = "Throttling" }
                : Task.CompletedTask;
        var report = await world.RunAsync();
        Assert.Equal((3, 1, 2), (report.Counts.Tagged, report.Counts.Reused, report.Counts.PaidCalls));
        Assert.True(tracing.ForceFlush());
        Assert.True(metering.ForceFlush());

        var run = activities.All.Single(a => Equals(a.GetTagItem(ImageTaggingTelemetry.RunIdTag), report.RunId));
        Assert.Equal(ImageTaggingTelemetry.RunActivity, run.OperationName);
        var within = activities.All.Where(a => a.TraceId == run.TraceId && a != run).ToLookup(a => a.OperationName);
        Assert.Subset(
            new HashSet<string>([ImageTaggingTelemetry.ImageActivity, ImageTaggingTelemetry.AttemptActivity]),
            within.Select(g => g.Key).ToHashSet()
        );
        // Two that were answered, one that was refused.
        Assert.Equal(3, within[ImageTaggingTelemetry.AttemptActivity].Count());
        var images = within[ImageTaggingTelemetry.ImageActivity].ToArray();
        Assert.Subset(
            new HashSet<object?>(["a.jpg", "b.jpg", "copy.jpg"]),
            images.Select(i => i.GetTagItem(ImageTaggingTelemetry.KeyTag)).ToHashSet()
        );

        string[] names =
        [
            ImageTaggingTelemetry.Images,
            ImageTaggingTelemetry.PaidCalls,
            ImageTaggingTelemetry.Cost,
            ImageTaggingTelemetry.Retries,
            ImageTaggingTelemetry.Throttles,
            ImageTaggingTelemetry.TaggerDuration,
            ImageTaggingTelemetry.IndexDuration,
            ImageTaggingTelemetry.Queue,
        ];
        Assert.Superset(names.ToHashSet(), metrics.Select(m => m.Name).ToHashSet());
        Assert.Equal(2, Sum(ImageTaggingTelemetry.PaidCalls, p => p.GetSumLong()));
        Assert.Equal(0.002, Sum(ImageTaggingTelemetry.Cost, p => p.GetSumDouble()), 6);
        Assert.Equal(1, Sum(ImageTaggingTelemetry.Throttles, p => p.GetSumLong()));
        Assert.Equal(1, Sum(ImageTaggingTelemetry.Retries, p => p.GetSumLong()));
        Assert.Equal(3, Sum(ImageTaggingTelemetry.TaggerDuration, p => p.GetHistogramCount()));

        double Sum(string name, Func<MetricPoint, double> value)
        {
            var sum = 0.0;
            foreach (ref readonly var point in metrics.Last(m => m.Name == name).GetMetricPoints())
            {
                foreach (var (key, tag) in point.Tags)
                {
                    sum += key == ImageTaggingTelemetry.TaggerTag && Equals(tag, tagger.Info.Name) ? value(point) : 0;
                }
            }

            return sum;
        }
    }

    // Other tests' activities come while this one reads.
    private sealed class Kept : BaseExporter<Activity>
    {
        private readonly ConcurrentQueue<Activity> _all = new();

        public IReadOnlyList<Activity> All => [.. _all];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                _all.Enqueue(activity);
            }

            return ExportResult.Success;
        }
    }
}
