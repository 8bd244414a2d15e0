namespace ImageTagging;

/// <summary>The names of traces and metrics: subscribe to <see cref="Name"/> for all of them.</summary>
public static class ImageTaggingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "ImageTagging";

    /// <summary>The activity of a run; its tag <see cref="RunIdTag"/> is in the run's report too.</summary>
    public const string RunActivity = "imagetagging.run";

    /// <summary>The activity of one image in a run, from its tagging to its write.</summary>
    public const string ImageActivity = "imagetagging.image";

    /// <summary>The activity of one attempt of a tagger, within its image's, with <see cref="TaggerTag"/> and <see cref="OutcomeTag"/>; one that failed has the status error.</summary>
    public const string AttemptActivity = "imagetagging.attempt";

    /// <summary>The activity of one search, with <see cref="FoundTag"/>; one that failed has the status error. What was asked for is not in it.</summary>
    public const string SearchActivity = "imagetagging.search";

    /// <summary>Counter of images finished, by <see cref="OutcomeTag"/>.</summary>
    public const string Images = "imagetagging.images";

    /// <summary>Counter of calls of metered taggers that may have been served, by <see cref="TaggerTag"/>.</summary>
    public const string PaidCalls = "imagetagging.paid_calls";

    /// <summary>Counter of what those calls cost in US dollars, by <see cref="TaggerTag"/>.</summary>
    public const string Cost = "imagetagging.cost";

    /// <summary>Counter of attempts made again, by <see cref="TaggerTag"/>.</summary>
    public const string Retries = "imagetagging.retries";

    /// <summary>Counter of attempts that a service throttled, by <see cref="TaggerTag"/>.</summary>
    public const string Throttles = "imagetagging.throttles";

    /// <summary>Histogram of the seconds that an attempt of a tagger took, by <see cref="TaggerTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string TaggerDuration = "imagetagging.tagger.duration";

    /// <summary>Histogram of the seconds that a request to the index took, by <see cref="OperationTag"/>.</summary>
    public const string IndexDuration = "imagetagging.index.duration";

    /// <summary>Gauge of images that wait for a tagger in this process.</summary>
    public const string Queue = "imagetagging.queue";

    /// <summary>The run's id, as in <see cref="RunReport.RunId"/>.</summary>
    public const string RunIdTag = "imagetagging.run.id";

    /// <summary>The source's name.</summary>
    public const string SourceTag = "imagetagging.source";

    /// <summary>The image's key.</summary>
    public const string KeyTag = "imagetagging.key";

    /// <summary>The tagger's name.</summary>
    public const string TaggerTag = "imagetagging.tagger";

    /// <summary>The outcome: <c>tagged</c>, <c>reused</c>, <c>failed</c>, <c>skipped</c>, <c>left</c>, <c>removed</c>; of an attempt <c>served</c>, <c>throttled</c> or <c>failed</c>.</summary>
    public const string OutcomeTag = "imagetagging.outcome";

    /// <summary>How many images a search found.</summary>
    public const string FoundTag = "imagetagging.found";

    /// <summary>The index's operation: <c>write</c>, <c>look-up</c>, <c>read</c>, <c>refresh</c>, <c>search</c>, <c>count</c>, <c>state</c>.</summary>
    public const string OperationTag = "imagetagging.operation";
}
