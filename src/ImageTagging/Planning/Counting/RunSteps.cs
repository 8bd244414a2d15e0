namespace ImageTagging.Planning;

/// <summary>Where a run's time goes.</summary>
internal sealed class RunSteps(TimeProvider time)
{
    /// <summary>Listing.</summary>
    public StepClock List { get; } = new("list", time);

    /// <summary>Scanning the index.</summary>
    public StepClock Scan { get; } = new("scan", time);

    /// <summary>Reading records and finding labels of known contents.</summary>
    public StepClock LookUp { get; } = new("look-up", time, "look-up");

    /// <summary>Reading pictures.</summary>
    public StepClock Read { get; } = new("read", time);

    /// <summary>Calling taggers.</summary>
    public StepClock Tag { get; } = new("tag", time);

    /// <summary>Writing records.</summary>
    public StepClock Write { get; } = new("write", time, "write");

    /// <summary>The steps that took time, the slowest first.</summary>
    public IReadOnlyList<StepTime> Totals =>
        [
            .. new[] { List, Scan, LookUp, Read, Tag, Write }
                .Select(c => c.Total)
                .Where(t => t.Count > 0)
                .OrderByDescending(t => t.Time),
        ];
}
