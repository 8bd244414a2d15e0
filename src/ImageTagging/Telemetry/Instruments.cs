using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ImageTagging.Telemetry;

/// <summary>The one activity source and the one meter of the SDK's core, with what is recorded on them.</summary>
internal static class Instruments
{
    private static readonly string? s_version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter s_meter = new(ImageTaggingTelemetry.Name, s_version);

    private static readonly Counter<long> s_images = s_meter.CreateCounter<long>(
        ImageTaggingTelemetry.Images,
        "{image}",
        "Images finished."
    );

    private static readonly Counter<long> s_paidCalls = s_meter.CreateCounter<long>(
        ImageTaggingTelemetry.PaidCalls,
        "{call}",
        "Calls of metered taggers that may have been served."
    );

    private static readonly Counter<double> s_cost = s_meter.CreateCounter<double>(
        ImageTaggingTelemetry.Cost,
        "{USD}",
        "What those calls cost."
    );

    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>(
        ImageTaggingTelemetry.Retries,
        "{attempt}",
        "Attempts made again."
    );

    private static readonly Counter<long> s_throttles = s_meter.CreateCounter<long>(
        ImageTaggingTelemetry.Throttles,
        "{attempt}",
        "Attempts that a service throttled."
    );

    private static readonly Histogram<double> s_taggerDuration = s_meter.CreateHistogram<double>(
        ImageTaggingTelemetry.TaggerDuration,
        "s",
        "Time of one attempt of a tagger."
    );

    private static readonly Histogram<double> s_indexDuration = s_meter.CreateHistogram<double>(
        ImageTaggingTelemetry.IndexDuration,
        "s",
        "Time of one request to the index."
    );

    private static readonly UpDownCounter<long> s_queue = s_meter.CreateUpDownCounter<long>(
        ImageTaggingTelemetry.Queue,
        "{image}",
        "Images that wait for a tagger."
    );

    /// <summary>The source of activities.</summary>
    public static ActivitySource Activities { get; } = new(ImageTaggingTelemetry.Name, s_version);

    /// <summary>Starts a run's activity; null where nobody listens.</summary>
    public static Activity? StartRun(string runId) =>
        Activities.StartActivity(ImageTaggingTelemetry.RunActivity)?.SetTag(ImageTaggingTelemetry.RunIdTag, runId);

    /// <summary>Starts an image's activity; null where nobody listens.</summary>
    public static Activity? StartImage(ImageName image) =>
        Activities
            .StartActivity(ImageTaggingTelemetry.ImageActivity)
            ?.SetTag(ImageTaggingTelemetry.SourceTag, image.Source)
            .SetTag(ImageTaggingTelemetry.KeyTag, image.Key);

    /// <summary>Starts the activity of an attempt of a tagger; null where nobody listens.</summary>
    public static Activity? StartAttempt(string tagger) =>
        Activities.StartActivity(ImageTaggingTelemetry.AttemptActivity)?.SetTag(ImageTaggingTelemetry.TaggerTag, tagger);

    /// <summary>Starts a search's activity; null where nobody listens.</summary>
    public static Activity? StartSearch() => Activities.StartActivity(ImageTaggingTelemetry.SearchActivity);

    /// <summary>Counts images finished with an outcome: see <see cref="ImageTaggingTelemetry.OutcomeTag"/>.</summary>
    public static void ImagesFinished(string outcome, long count = 1) =>
        s_images.Add(count, new KeyValuePair<string, object?>(ImageTaggingTelemetry.OutcomeTag, outcome));

    /// <summary>Counts an attempt of a metered tagger that may have been served.</summary>
    public static void Paid(string tagger, decimal price)
    {
        var tag = Tagger(tagger);
        s_paidCalls.Add(1, tag);
        s_cost.Add((double)price, tag);
    }

    /// <summary>Counts an attempt made again.</summary>
    public static void Retried(string tagger) => s_retries.Add(1, Tagger(tagger));

    /// <summary>Counts an attempt that was throttled.</summary>
    public static void Throttled(string tagger) => s_throttles.Add(1, Tagger(tagger));

    /// <summary>Records the time of an attempt.</summary>
    public static void Attempted(string tagger, string outcome, TimeSpan time) =>
        s_taggerDuration.Record(
            time.TotalSeconds,
            Tagger(tagger),
            new KeyValuePair<string, object?>(ImageTaggingTelemetry.OutcomeTag, outcome)
        );

    /// <summary>Records the time of a request to the index: see <see cref="ImageTaggingTelemetry.OperationTag"/>.</summary>
    public static void AskedIndex(string operation, TimeSpan time) =>
        s_indexDuration.Record(
            time.TotalSeconds,
            new KeyValuePair<string, object?>(ImageTaggingTelemetry.OperationTag, operation)
        );

    /// <summary>An image began to wait for a tagger (1), or no longer waits (-1).</summary>
    public static void Queued(int change) => s_queue.Add(change);

    private static KeyValuePair<string, object?> Tagger(string name) => new(ImageTaggingTelemetry.TaggerTag, name);
}
