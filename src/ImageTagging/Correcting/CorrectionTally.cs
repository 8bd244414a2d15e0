namespace ImageTagging.Correcting;

/// <summary>Counts what a correction did; an image counts once.</summary>
/// <param name="changed">Changed before, by the same batch.</param>
/// <param name="unchanged">Found as asked before.</param>
internal sealed class CorrectionTally(long changed = 0, long unchanged = 0)
{
    private readonly SortedSet<ImageName> _conflicts = [];
    private readonly SortedSet<ImageName> _missing = [];

    public long ChangedCount { get; private set; } = changed;

    public long UnchangedCount { get; private set; } = unchanged;

    public IEnumerable<ImageName> Conflicts => _conflicts;

    /// <summary>Called for each record that was changed, as it was before.</summary>
    public void Changed(ImageRecord _) => ChangedCount++;

    public void Unchanged(ImageRecord _) => UnchangedCount++;

    public void Conflict(ImageName name) => _conflicts.Add(name);

    public void Missing(ImageName name) => _missing.Add(name);

    public CorrectionReport Report(string batch) => new(batch, ChangedCount, UnchangedCount, [.. _conflicts], [.. _missing]);
}
