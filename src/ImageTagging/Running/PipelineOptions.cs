namespace ImageTagging;

/// <summary>How a pipeline works, whatever it is run over. Immutable; the defaults suit most.</summary>
public sealed record PipelineOptions
{
    /// <summary>Pictures at work at once, 1–1,024.</summary>
    /// <value>The default is null: what the taggers take at once, and two more that read ahead.</value>
    public int? Workers { get; init; }

    /// <summary>Pictures called for and not yet acknowledged by the index, 1–65,536: when as many are, no call starts.</summary>
    /// <value>The default is 512.</value>
    public int MaxUnsaved { get; init; } = 512;

    /// <summary>Records at which a batch is written without waiting for more, 1–1,000.</summary>
    /// <value>The default is 256: half of <see cref="MaxUnsaved"/>, so that one half is called for while the other is written.</value>
    public int FlushCount { get; init; } = 256;

    /// <summary>The longest that an answer waits for its batch to fill.</summary>
    /// <value>The default is 250 milliseconds.</value>
    public TimeSpan FlushAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long what went away (gone records, former contents) is kept before it is purged.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan RemoveAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The most bytes that are read of one picture.</summary>
    /// <value>The default is <see cref="ImageToTag.DefaultMaxBytes"/>.</value>
    public long MaxImageBytes { get; init; } = ImageToTag.DefaultMaxBytes;

    /// <summary>How long calls in flight and unsaved answers get to finish once a run is cancelled or stopped by a fault.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a source or an index may stay away, tried again all the while, before the run ends with its error.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan OutagePatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a run waits for a migration of the index to end before it ends with an error (code <c>Migrating</c>).</summary>
    /// <value>The default is 1 hour; never less than <see cref="OutagePatience"/>.</value>
    public TimeSpan MigrationPatience { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a run refreshes the index, unless <see cref="RefreshWrites"/> comes first.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Writes after which a run refreshes the index, 1 and up.</summary>
    /// <value>The default is 50,000.</value>
    public int RefreshWrites { get; init; } = 50_000;

    /// <summary>Key ranges that <see cref="ImageTaggingPipeline.PruneAsync"/> lists and scans at once, 1–64.</summary>
    /// <value>The default is 4.</value>
    public int PruneRanges { get; init; } = 4;

    /// <summary>Every fault of these options at once.</summary>
    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>Options</c>).</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Check(Workers is null or (>= 1 and <= 1024), "Workers must be 1–1,024");
        Check(MaxUnsaved is >= 1 and <= 65_536, "MaxUnsaved must be 1–65,536");
        Check(FlushCount is >= 1 and <= 1_000, "FlushCount must be 1–1,000");
        Check(FlushAfter > TimeSpan.Zero, "FlushAfter must be positive");
        Check(RemoveAfter >= TimeSpan.Zero, "RemoveAfter must not be negative");
        Check(MaxImageBytes >= 1, "MaxImageBytes must be positive");
        Check(Grace >= TimeSpan.Zero, "Grace must not be negative");
        Check(OutagePatience >= TimeSpan.Zero, "OutagePatience must not be negative");
        Check(MigrationPatience >= TimeSpan.Zero, "MigrationPatience must not be negative");
        Check(RefreshEvery > TimeSpan.Zero, "RefreshEvery must be positive");
        Check(RefreshWrites >= 1, "RefreshWrites must be positive");
        Check(PruneRanges is >= 1 and <= 64, "PruneRanges must be 1–64");
        if (faults.Count > 0)
        {
            throw new ImageTaggingException("The pipeline's options cannot be used: " + string.Join("; ", faults) + ".")
            {
                Code = "Options",
            };
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
