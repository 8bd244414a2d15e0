namespace ImageTagging.Planning;

/// <summary>A run's counts while it goes on; threads count together.</summary>
internal sealed class RunTally
{
    // Each is added to by itself: in the middle of a run a snapshot may have a picture in one count and not yet in the next. The report is
    // made when all who count have ended.
    public long Listed;
    public long New;
    public long Changed;
    public long Stale;
    public long Due;
    public long Waiting;
    public long Moved;
    public long Gone;
    public long Unchanged;
    public long Tagged;
    public long Reused;
    public long Failed;
    public long Skipped;
    public long Left;
    public long Unsaved;
    public long Purged;
    public long Gaps;

    /// <summary>Pictures that a metered tagger was called for though nothing told their content.</summary>
    public long Unknown;

    /// <summary>Pictures handed to the taggers' line.</summary>
    public long Planned;

    /// <summary>Pictures that left it again.</summary>
    public long Finished;

    private readonly long[] _excluded = new long[Enum.GetValues<ExclusionKind>().Length];

    /// <summary>The number of files that sources left out, by kind.</summary>
    public IReadOnlyDictionary<ExclusionKind, long> Excluded =>
        Enum.GetValues<ExclusionKind>()
            .Select(kind => (Kind: kind, Count: Volatile.Read(ref _excluded[(int)kind])))
            .Where(e => e.Count > 0)
            .ToDictionary(e => e.Kind, e => e.Count);

    /// <summary>Counts what a source left out.</summary>
    public void Count(ListingExclusion excluded) => Interlocked.Add(ref _excluded[(int)excluded.Kind], excluded.Count);

    /// <summary>Counts one.</summary>
    public static void Count(ref long count) => Interlocked.Increment(ref count);

    /// <summary>Counts what was decided of a picture.</summary>
    public void Count(Change change)
    {
        switch (change)
        {
            case Change.New:
                Count(ref New);
                break;
            case Change.Changed:
                Count(ref Changed);
                break;
            case Change.Stale:
                Count(ref Stale);
                break;
            case Change.Due:
                Count(ref Due);
                break;
            case Change.Waiting:
                Count(ref Waiting);
                break;
            default:
                Count(ref Unchanged);
                break;
        }
    }

    /// <summary>The counts as they are now, without the taggers' use.</summary>
    public RunCounts Snapshot() =>
        new()
        {
            Listed = Volatile.Read(ref Listed),
            New = Volatile.Read(ref New),
            Changed = Volatile.Read(ref Changed),
            Stale = Volatile.Read(ref Stale),
            Due = Volatile.Read(ref Due),
            Waiting = Volatile.Read(ref Waiting),
            Moved = Volatile.Read(ref Moved),
            Gone = Volatile.Read(ref Gone),
            Unchanged = Volatile.Read(ref Unchanged),
            Tagged = Volatile.Read(ref Tagged),
            Reused = Volatile.Read(ref Reused),
            Failed = Volatile.Read(ref Failed),
            Skipped = Volatile.Read(ref Skipped),
            Left = Volatile.Read(ref Left),
            Unsaved = Volatile.Read(ref Unsaved),
            Purged = Volatile.Read(ref Purged),
            Gaps = Volatile.Read(ref Gaps),
        };
}
