using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Checking;

/// <summary>
/// The slots of every term, as the records' facts tell them, held against the stored postings and totals: each term's slots with
/// their confidences as one sum, so that both are read once, in the order in which they lie, and nothing grows with the images.
/// </summary>
internal sealed class TermSums(IndexSnapshot snapshot, CancellationToken cancellation)
{
    // What postings' rows are numbered by, beside the term.
    private const int ChunkBits = 24;

    private readonly MultisetSum[] _expected = new MultisetSum[TermsOf(snapshot)];
    private readonly MultisetSum[] _stored = new MultisetSum[TermsOf(snapshot)];
    private readonly int[] _levels = new int[TermsOf(snapshot) * Levels.Count];
    private readonly PostingPatch _patch = new();
    private readonly int[] _delta = new int[Levels.Count];

    /// <summary>A record's facts.</summary>
    public void Expect(int slot, Facts facts)
    {
        for (var i = 0; i < facts.Ids.Length; i++)
        {
            var term = TermFields.Term(facts.Ids[i], facts.IsGone);
            // A number beyond all terms is damage, of which the record's facts tell.
            if (term >= 0 && term < _expected.Length)
            {
                var value = i < facts.Confidences.Length ? facts.Confidences[i] : 0;
                _expected[term].Add((uint)slot, (uint)value);
                _levels[(term * Levels.Count) + Levels.Of(value)]++;
            }
        }
    }

    /// <summary>Reads the postings; the terms whose slots are others than the facts tell, rising.</summary>
    public IEnumerable<int> FindOthers()
    {
        ReadStored();
        for (var term = 0; term < _expected.Length; term++)
        {
            if (!_stored[term].IsSameAs(_expected[term]))
            {
                yield return term;
            }
        }
    }

    /// <summary>The terms whose totals are others than the facts tell, rising.</summary>
    public IEnumerable<int> FindOtherTotals()
    {
        var totals = snapshot.Totals;
        for (var term = 0; term < Math.Max(_expected.Length, totals.Terms); term++)
        {
            var wanted = term < _expected.Length ? _levels.AsSpan(term * Levels.Count, Levels.Count) : default;
            var stored = totals.Exclusive(term);
            if (
                !(
                    wanted.IsEmpty || stored.IsEmpty
                        ? !(wanted.IsEmpty ? stored : wanted).ContainsAnyExcept(0)
                        : wanted.SequenceEqual(stored)
                )
            )
            {
                yield return term;
            }
        }
    }

    private static int TermsOf(IndexSnapshot snapshot) => snapshot.Catalog.Load(snapshot.Database).Length * 2;

    private void ReadStored()
    {
        // Terms with changes that wait may have no row yet.
        var waiting = new SortedSet<int>();
        foreach (var segment in snapshot.State.Segments)
        {
            foreach (var term in segment.Terms)
            {
                waiting.Add(term);
            }
        }

        var rows = snapshot.Database["SELECT id, data FROM postings ORDER BY id"];
        var (present, isChunked, changes) = (-1, false, Waiting.None);
        try
        {
            while (rows.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                var (term, chunk) = ((int)(rows.Int64(0) >> ChunkBits), (int)(rows.Int64(0) & ((1 << ChunkBits) - 1)) - 1);
                if (term != present)
                {
                    AddRest(present, isChunked, changes);
                    waiting.Remove(term);
                    (present, isChunked, changes) = (term, false, Of(term));
                }

                if (chunk < 0)
                {
                    isChunked = Add(term, rows.Bytes(1), changes.All) == Posting.Kind.Chunked;
                }
                else if (isChunked)
                {
                    _ = Add(term, rows.Bytes(1), changes.Take(chunk));
                }
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw SqliteFault.Damaged(snapshot.Database.Path, "a posting");
        }
        finally
        {
            rows.Reset();
        }

        AddRest(present, isChunked, changes);
        foreach (var term in waiting)
        {
            AddRest(term, isChunked: true, Of(term));
        }
    }

    // What waits for chunks that have no row yet.
    private void AddRest(int term, bool isChunked, Waiting changes)
    {
        if (isChunked && !changes.Rest.Slots.IsEmpty)
        {
            _ = Add(term, [], changes.Rest);
        }
    }

    private Posting.Kind Add(int term, ReadOnlySpan<byte> data, SlotChanges changes)
    {
        var kind = _patch.Read(data);
        if (kind == Posting.Kind.Chunked)
        {
            return kind;
        }

        _patch.Apply(changes, _delta);
        if (term >= 0 && term < _stored.Length)
        {
            var slots = _patch.Slots;
            var confidences = _patch.Confidences;
            for (var i = 0; i < slots.Length; i++)
            {
                _stored[term].Add((uint)slots[i], confidences[i]);
            }
        }

        return kind;
    }

    private Waiting Of(int term)
    {
        var changes = default(SlotChanges);
        var mark = snapshot.State.Marks.Of(term);
        foreach (var segment in snapshot.State.Segments)
        {
            if (segment.To > mark && segment.Of(term) is var (start, end) && start < end)
            {
                var next = new SlotChanges(segment.Slots[start..end], segment.Values[start..end]);
                changes = changes.Slots.IsEmpty ? next : SlotChanges.Join(changes, next);
            }
        }

        return changes.Slots.IsEmpty ? Waiting.None : new(changes.Slots.ToArray(), changes.Values.ToArray());
    }

    /// <summary>A term's changes that wait; those of chunks are taken out of them.</summary>
    private sealed class Waiting(int[] slots, short[] values)
    {
        private readonly List<int> _rest = [.. Enumerable.Range(0, slots.Length)];

        public static Waiting None { get; } = new([], []);

        public SlotChanges All => new(slots, values);

        public SlotChanges Rest => new(_rest.ConvertAll(i => slots[i]).ToArray(), _rest.ConvertAll(i => values[i]).ToArray());

        public SlotChanges Take(int chunk)
        {
            var (start, end) = All.In(chunk);
            _rest.RemoveAll(i => i >= start && i < end);
            return new(slots.AsSpan(start, end - start), values.AsSpan(start, end - start));
        }
    }
}
