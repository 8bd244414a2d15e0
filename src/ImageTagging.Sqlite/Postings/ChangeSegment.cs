namespace ImageTagging.Sqlite.Postings;

/// <summary>
/// The latest state of (term, slot) pairs that changed within a span of writes: what readers lay over postings that were
/// merged earlier. Applying it to a posting of any moment within the span, or before, gives the posting at its end. Immutable.
/// </summary>
internal sealed class ChangeSegment(long from, long to, int[] terms, int[] starts, int[] slots, short[] values)
{
    /// <summary>The value of a slot that no longer has the term.</summary>
    public const short Absent = -1;

    /// <summary>The last write before the span.</summary>
    public long From => from;

    /// <summary>The last write of the span.</summary>
    public long To => to;

    public int Count => slots.Length;

    /// <summary>The changed terms, rising.</summary>
    public ReadOnlySpan<int> Terms => terms;

    public ReadOnlySpan<int> Slots => slots;

    /// <summary>Confidences in hundredths (0 where the term has none), or <see cref="Absent"/>.</summary>
    public ReadOnlySpan<short> Values => values;

    /// <summary>Where a term's changes stand.</summary>
    public (int Start, int End) Of(int term)
    {
        var at = Array.BinarySearch(terms, term);
        return at < 0 ? (0, 0) : (starts[at], starts[at + 1]);
    }

    public (int Start, int End) At(int index) => (starts[index], starts[index + 1]);

    /// <summary>Two neighbouring spans as one.</summary>
    public static ChangeSegment Join(ChangeSegment older, ChangeSegment newer)
    {
        var joined = new SegmentBuilder(older.Count + newer.Count);
        int o = 0,
            n = 0;
        while (o < older.Terms.Length || n < newer.Terms.Length)
        {
            var oldTerm = o < older.Terms.Length ? older.Terms[o] : int.MaxValue;
            var newTerm = n < newer.Terms.Length ? newer.Terms[n] : int.MaxValue;
            var before = oldTerm <= newTerm ? older.At(o++) : (0, 0);
            var after = newTerm <= oldTerm ? newer.At(n++) : (0, 0);
            joined.AddTerm(Math.Min(oldTerm, newTerm), older, before, newer, after);
        }

        return joined.ToSegment(older.From, newer.To);
    }
}
