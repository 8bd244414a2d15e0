namespace ImageTagging;

/// <summary>How a tagger is called: rate, concurrency, attempts and waits, and which pictures it is not called for.</summary>
public sealed record TaggerCallOptions
{
    /// <summary>Calls a second of all workers of this process together, over 0 and up to 100,000; null for what the tagger says (<see cref="TaggerInfo.CallsPerSecond"/>).</summary>
    /// <value>The default is null.</value>
    public double? CallsPerSecond { get; set; }

    /// <summary>This process's share of the rate where several machines use one quota, over 0 and up to 1: four machines take 0.25 each.</summary>
    /// <value>The default is 1.</value>
    public double RateShare { get; set; } = 1;

    /// <summary>Calls in flight at once at the most, 1–1,024; null for what the tagger says (<see cref="TaggerInfo.MaxConcurrency"/>).</summary>
    /// <value>The default is null.</value>
    public int? MaxConcurrency { get; set; }

    /// <summary>Attempts on one picture in a row, the first included, 1–20. Throttled attempts don't count.</summary>
    /// <value>The default is 4.</value>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>How long a picture may go on being throttled before it fails for this run, 0–1 hour.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan MaxThrottledTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The upper end of the first random wait before another attempt; it doubles with each. 1 ms–1 minute.</summary>
    /// <value>The default is 200 ms.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before another attempt, 1 ms–10 minutes. A service that asks for a longer one ends the picture's attempts.</summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one attempt may take, 10 ms–1 hour; it then counts as one that may have been served.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Only pictures that this query finds are shown to the tagger, by what taggers without such a condition and people say of them;
    /// null for every picture. So an expensive tagger looks only where a free one saw reason to. Corrections are asked again when they change.
    /// </summary>
    /// <value>The default is null.</value>
    public TagQuery? OnlyWhere { get; set; }

    /// <summary>
    /// Which pictures share one call: near duplicates, such as a burst's. The answer for one serves the others, and their records tell so
    /// (<see cref="TaggerState.BorrowedFrom"/>); people's corrections stay with their picture. Null for a call each. Not for
    /// taggers whose answer must never be another picture's (<see cref="TaggerInfo.NeedsStrongHash"/>).
    /// </summary>
    /// <value>The default is null.</value>
    public NearDuplicateReuse? ReuseNearDuplicates { get; set; }

    /// <summary>The longest text of <see cref="OnlyWhere"/>.</summary>
    private const int LongestCondition = 4_000;

    /// <summary>The faults, one sentence each; empty where there is none.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(
            CallsPerSecond is null or (> 0 and <= 100_000),
            $"CallsPerSecond is over 0 and at most 100,000, not {CallsPerSecond}."
        );
        Check(RateShare is > 0 and <= 1, $"RateShare is over 0 and at most 1, not {RateShare}.");
        Check(MaxConcurrency is null or (>= 1 and <= 1024), $"MaxConcurrency is 1 to 1,024, not {MaxConcurrency}.");
        Check(MaxAttempts is >= 1 and <= 20, $"MaxAttempts is 1 to 20, not {MaxAttempts}.");
        Check(
            MaxThrottledTime >= TimeSpan.Zero && MaxThrottledTime <= TimeSpan.FromHours(1),
            $"MaxThrottledTime is at most an hour, not {MaxThrottledTime}."
        );
        Check(
            BaseDelay >= TimeSpan.FromMilliseconds(1) && BaseDelay <= TimeSpan.FromMinutes(1),
            $"BaseDelay is 1 ms to 1 minute, not {BaseDelay}."
        );
        Check(
            MaxDelay >= BaseDelay && MaxDelay <= TimeSpan.FromMinutes(10),
            $"MaxDelay is BaseDelay to 10 minutes, not {MaxDelay}."
        );
        Check(
            AttemptTimeout >= TimeSpan.FromMilliseconds(10) && AttemptTimeout <= TimeSpan.FromHours(1),
            $"AttemptTimeout is 10 ms to 1 hour, not {AttemptTimeout}."
        );
        if (ReuseNearDuplicates is { } reuse)
        {
            Check(reuse.Similarity is >= 0.5 and <= 1, $"ReuseNearDuplicates.Similarity is 0.5 to 1, not {reuse.Similarity}.");
            Check(
                reuse.Window >= TimeSpan.Zero && reuse.Window <= TimeSpan.FromDays(1),
                $"ReuseNearDuplicates.Window is 0 to 1 day, not {reuse.Window}."
            );
        }

        if (OnlyWhere is { } condition)
        {
            try
            {
                Check(
                    TagQueryText.ToCanonical(condition).Length <= LongestCondition,
                    $"OnlyWhere is a query of {LongestCondition} characters at the most."
                );
            }
            catch (ImageTaggingException fault)
            {
                faults.Add("OnlyWhere: " + fault.Message);
            }
        }

        return faults;

        void Check(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }
    }
}
