using ImageTagging.Querying;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Which of some slots can be compared with a target, and how similar each is: exact, over every one of them.</summary>
internal sealed class SimilarSlots
{
    // Below this share of all blocks they are looked up one by one, else read one behind the other.
    private const int FewBlocks = 4;

    private readonly List<int> _slots = [];
    private readonly List<long> _ranks = [];

    private SimilarSlots() { }

    /// <summary>Those that can be compared.</summary>
    public SlotSet Slots { get; private set; } = SlotSet.Of([], 0);

    /// <summary>Compares.</summary>
    /// <param name="snapshot">The index.</param>
    /// <param name="similar">What to be similar to.</param>
    /// <param name="among">The slots that matter.</param>
    /// <param name="cancellation">Ends it.</param>
    public static SimilarSlots Of(IndexSnapshot snapshot, SimilarTo similar, SlotSet among, CancellationToken cancellation)
    {
        var records = new RecordReader(snapshot.Database, snapshot.Shared);
        var target = SimilarTarget.Of(similar, records.ByName);
        var found = new SimilarSlots();
        if (
            snapshot.Shared.Texts.Texts.Find(snapshot.Database, StoredVectors.SpaceOf(target.Embedding)) is var space
            && space >= 0
        )
        {
            var named = target.Named.Select(records.SlotOf).ToHashSet();
            try
            {
                if (among.Count < (snapshot.State.Slots / VectorBlock.Slots) / FewBlocks)
                {
                    found.LookUp(snapshot.Database, space, target, among, named, cancellation);
                }
                else
                {
                    found.ReadAll(snapshot.Database, space, target, among, named, cancellation);
                }
            }
            catch (ArgumentOutOfRangeException)
            {
                throw SqliteFault.Damaged(snapshot.Database.Path, "a vector");
            }
        }

        found.Slots = SlotSet.Of(found._slots, among.Chunks);
        return found;
    }

    /// <summary>The first of some of its slots strictly behind a rank and slot: by rank rising, then by slot.</summary>
    public List<(int Slot, long Rank)> Best(SlotSet among, int size, (long Rank, int Slot)? after)
    {
        // The worst on top.
        var best = new PriorityQueue<(int Slot, long Rank), (long Rank, int Slot)>(
            Comparer<(long Rank, int Slot)>.Create((x, y) => y.CompareTo(x))
        );
        for (var i = 0; i < _slots.Count && size > 0; i++)
        {
            var place = (_ranks[i], _slots[i]);
            if (
                (after is { } last && place.CompareTo(last) <= 0)
                || (best.Count == size && best.TryPeek(out _, out var worst) && place.CompareTo(worst) >= 0)
                || !among.Has(_slots[i])
            )
            {
                continue;
            }

            if (best.Count == size)
            {
                _ = best.DequeueEnqueue((_slots[i], _ranks[i]), place);
            }
            else
            {
                best.Enqueue((_slots[i], _ranks[i]), place);
            }
        }

        var list = new List<(int, long)>(best.Count);
        while (best.TryDequeue(out var next, out _))
        {
            list.Add(next);
        }

        list.Reverse();
        return list;
    }

    private void LookUp(
        Database database,
        int space,
        SimilarTarget target,
        SlotSet among,
        HashSet<int> named,
        CancellationToken cancellation
    )
    {
        var row = database["SELECT data FROM vectors WHERE id = ?"];
        var slots = among.ToSlots();
        for (var i = 0; i < slots.Length; )
        {
            cancellation.ThrowIfCancellationRequested();
            var id = VectorBlock.RowOf(space, slots[i]);
            var isThere = row.Bind(1, id).Step();
            for (; i < slots.Length && VectorBlock.RowOf(space, slots[i]) == id; i++)
            {
                if (isThere)
                {
                    Compare(row.Bytes(0), slots[i], target, named);
                }
            }

            row.Reset();
        }
    }

    private void ReadAll(
        Database database,
        int space,
        SimilarTarget target,
        SlotSet among,
        HashSet<int> named,
        CancellationToken cancellation
    )
    {
        var rows = database["SELECT id, data FROM vectors WHERE id >= ? AND id < ? ORDER BY id"]
            .Bind(1, VectorBlock.RowOf(space, 0))
            .Bind(2, VectorBlock.RowOf(space + 1, 0));
        try
        {
            while (rows.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                var first = VectorBlock.FirstSlot(rows.Int64(0));
                if (among[first >> 16].IsEmpty)
                {
                    continue;
                }

                var bits = among.ToBits(first >> 16);
                var block = rows.Bytes(1);
                for (var slot = first; slot < first + VectorBlock.Slots; slot++)
                {
                    if (Bits.Has(bits, slot & 0xFFFF))
                    {
                        Compare(block, slot, target, named);
                    }
                }
            }
        }
        finally
        {
            rows.Reset();
        }
    }

    private void Compare(ReadOnlySpan<byte> block, int slot, SimilarTarget target, HashSet<int> named)
    {
        if (VectorBlock.SquaredLength(block, slot) is var squared && squared > 0 && !named.Contains(slot))
        {
            _slots.Add(slot);
            _ranks.Add(
                SimilarTarget.Rank(target.Similarity(VectorBlock.Components(block, slot, target.Embedding.Dimensions), squared))
            );
        }
    }
}
