using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The state that a process keeps of the index as one transaction left it: the changes that postings may lack. Immutable.</summary>
/// <param name="sequence">The transaction's number.</param>
/// <param name="floor">The segments hold every change behind this transaction.</param>
/// <param name="slots">How many slots were given.</param>
/// <param name="marks">What the stored postings hold.</param>
/// <param name="segments">The changes, oldest first.</param>
internal sealed class IndexState(long sequence, long floor, int slots, Marks marks, ChangeSegment[] segments)
{
    private const int MostJoined = 131_072;

    public long Sequence => sequence;

    public long Floor => floor;

    public int Slots => slots;

    public int Chunks => (slots + Bits.Slots - 1) / Bits.Slots;

    public Marks Marks => marks;

    public ReadOnlySpan<ChangeSegment> Segments => segments;

    /// <summary>The state that later batches lead to.</summary>
    public IndexState With(Storage.Head head, IReadOnlyList<ChangeBatch> batches)
    {
        var kept = new List<ChangeSegment>(segments.Length + batches.Count);
        var covered = floor;
        foreach (var segment in segments)
        {
            if (kept.Count == 0 && segment.To <= head.Floor)
            {
                covered = Math.Max(covered, segment.To);
            }
            else
            {
                kept.Add(segment);
            }
        }

        foreach (var batch in batches)
        {
            if (batch.Changes.Count == 0)
            {
                continue;
            }

            kept.Add(batch.Changes);
            // As in a log-structured tree: few segments, each change copied a few times only.
            while (kept.Count > 1 && kept[^2].Count < 2 * kept[^1].Count && kept[^2].Count + kept[^1].Count <= MostJoined)
            {
                var joined = ChangeSegment.Join(kept[^2], kept[^1]);
                kept.RemoveRange(kept.Count - 2, 2);
                kept.Add(joined);
            }
        }

        return new(head.Sequence, covered, head.Slots, head.Marks, [.. kept]);
    }
}
