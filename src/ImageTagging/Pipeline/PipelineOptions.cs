namespace ImageTagging;

/// <summary>How a pipeline works, whatever it is run over. The defaults suit most.</summary>
public sealed record PipelineOptions
{
    /// <summary>Pictures at work at once, 1–1,024.</summary>
    /// <value>The default is null: what the taggers take at once, and two more that read ahead.</value>
    public int? Workers { get; set; }

    /// <summary>Pictures called for and not yet acknowledged by the index, 1–65,536: when as many are, no call starts.</summary>
    /// <value>The default is 512.</value>
    public int MaxUnsaved { get; set; } = 512;

    /// <summary>Records at which a batch is written without waiting for more, 1–1,000.</summary>
    /// <value>The default is 256: half of <see cref="MaxUnsaved"/>, so that one half is called for while the other is written.</value>
    public int FlushCount { get; set; } = 256;

    /// <summary>The longest that an answer waits for its batch to fill, over 0 and up to 1 minute.</summary>
    /// <value>The default is 250 milliseconds.</value>
    public TimeSpan FlushAfter { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long what went away (gone records, former contents) is kept before it is purged, 0–10 years.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan RemoveAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The most bytes that are read of one picture, 1 and up to what an array holds (2,147,483,591).</summary>
    /// <value>The default is <see cref="ImageToTag.DefaultMaxBytes"/>.</value>
    public long MaxImageBytes { get; set; } = ImageToTag.DefaultMaxBytes;

    /// <summary>How long calls in flight and unsaved answers get to finish once a run is cancelled or stopped by a fault, 0–1 day.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a source or an index may stay away, tried again all the while, before the run ends with its error, 0–31 days.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan OutagePatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a run waits for a migration of the index to end before it ends with an error (code <c>Migrating</c>), 0–31 days.</summary>
    /// <value>The default is 1 hour; never less than <see cref="OutagePatience"/>.</value>
    public TimeSpan MigrationPatience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a run refreshes the index, unless <see cref="RefreshWrites"/> comes first; over 0 and up to 1 day.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Writes after which a run refreshes the index, 1 and up.</summary>
    /// <value>The default is 50,000.</value>
    public int RefreshWrites { get; set; } = 50_000;

    /// <summary>Key ranges that <see cref="ImageTaggingPipeline.PruneAsync"/> lists and scans at once, 1–64.</summary>
    /// <value>The default is 4.</value>
    public int PruneRanges { get; set; } = 4;

    /// <summary>The longest that anything is waited for: timers take no more than 49 days.</summary>
    internal static TimeSpan MostPatience { get; } = TimeSpan.FromDays(31);

    private static TimeSpan Tick { get; } = TimeSpan.FromTicks(1);

    /// <summary>Every fault of these options at once.</summary>
    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>InvalidOptions</c>).</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Check(Workers is null or (>= 1 and <= 1024), "Workers must be 1–1,024");
        Check(MaxUnsaved is >= 1 and <= 65_536, "MaxUnsaved must be 1–65,536");
        Check(FlushCount is >= 1 and <= 1_000, "FlushCount must be 1–1,000");
        Within(FlushAfter, Tick, TimeSpan.FromMinutes(1), "FlushAfter must be over 0 and up to 1 minute");
        Within(RemoveAfter, TimeSpan.Zero, TimeSpan.FromDays(3_653), "RemoveAfter must be 0–10 years");
        Check(MaxImageBytes >= 1 && MaxImageBytes <= Array.MaxLength, "MaxImageBytes must be 1–2,147,483,591");
        Within(Grace, TimeSpan.Zero, TimeSpan.FromDays(1), "Grace must be 0–1 day");
        Within(OutagePatience, TimeSpan.Zero, MostPatience, "OutagePatience must be 0–31 days");
        Within(MigrationPatience, TimeSpan.Zero, MostPatience, "MigrationPatience must be 0–31 days");
        Within(RefreshEvery, Tick, TimeSpan.FromDays(1), "RefreshEvery must be over 0 and up to 1 day");
        Check(RefreshWrites >= 1, "RefreshWrites must be positive");
        Check(PruneRanges is >= 1 and <= 64, "PruneRanges must be 1–64");
        if (faults.Count > 0)
        {
            throw new ImageTaggingException("The pipeline's options cannot be used: " + string.Join("; ", faults) + ".")
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        void Within(TimeSpan value, TimeSpan least, TimeSpan most, string fault) => Check(value >= least && value <= most, fault);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
