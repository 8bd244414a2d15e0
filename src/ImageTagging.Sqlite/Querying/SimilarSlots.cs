using System.Buffers;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Querying;

/// <summary>
/// Which of some slots can be compared with a target, and the most similar of them. The signs of all are read first; the
/// embeddings only of those that may be near enough by what their signs tell.
/// </summary>
internal sealed class SimilarSlots : IDisposable
{
    // So many embeddings are read in hardly any time.
    private const int Few = 512;

    // Over this share of all rows they are read one behind the other, else one by one.
    private const int FewRows = 4;

    private readonly IndexSnapshot _snapshot;
    private readonly SimilarTarget _target;
    private readonly SignTarget _signs;
    private readonly SignBlock _block;
    private readonly int _space;
    private readonly HashSet<int> _named;
    private readonly CancellationToken _cancellation;
    private readonly short[] _estimates;

    private SimilarSlots(IndexSnapshot snapshot, SimilarTo similar, SlotSet among, CancellationToken cancellation)
    {
        var records = new RecordReader(snapshot.Database, snapshot.Shared);
        (_snapshot, _cancellation, _target) = (snapshot, cancellation, SimilarTarget.Of(similar, records.ByName));
        (_signs, _block) = (new(_target.Embedding), new(_target.Embedding.Dimensions));
        _named = _target.Named.Select(records.SlotOf).ToHashSet();
        _space = snapshot.Shared.Texts.Texts.Find(snapshot.Database, StoredVectors.SpaceOf(_target.Embedding));
        _estimates = ArrayPool<short>.Shared.Rent(snapshot.State.Slots);
        var found = new ulong[]?[among.Chunks];
        if (_space >= 0)
        {
            ReadSigns(among, found);
        }

        Slots = SlotSet.Of(found);
    }

    /// <summary>Those that can be compared.</summary>
    public SlotSet Slots { get; }

    /// <summary>Compares.</summary>
    /// <param name="snapshot">The index.</param>
    /// <param name="similar">What to be similar to.</param>
    /// <param name="among">The slots that matter.</param>
    /// <param name="cancellation">Ends it.</param>
    public static SimilarSlots Of(IndexSnapshot snapshot, SimilarTo similar, SlotSet among, CancellationToken cancellation) =>
        new(snapshot, similar, among, cancellation);

    /// <summary>The first of some of <see cref="Slots"/> strictly behind a rank and slot: by rank rising, then by slot.</summary>
    public List<(int Slot, long Rank)> Best(SlotSet among, int size, (long Rank, int Slot)? after)
    {
        if (size == 0 || among.Count == 0)
        {
            return [];
        }

        var best = new BestRanks(size, after);
        // What is nearer than the last page's end was on a page before.
        var below = after is { } end ? _signs.Over(SimilarTarget.OfRank(end.Rank)) : (int)SignTarget.One;
        var counts = among.Count > Few ? Count(among) : [];
        var wanted = 4L * Math.Max(size, Few / 8);
        while (true)
        {
            var from = counts.Length == 0 ? -SignTarget.One : From(counts, below, wanted);
            Compare(among, from, below, best);
            below = from - 1;
            if (below < -SignTarget.One)
            {
                break;
            }

            if (best.Last is { } last)
            {
                // The last one is known; what may be nearer than it is looked at too.
                Compare(among, _signs.Under(SimilarTarget.OfRank(last)), below, best);
                break;
            }

            wanted *= 4;
        }

        return best.ToList();
    }

    public void Dispose() => ArrayPool<short>.Shared.Return(_estimates);

    private int[] Count(SlotSet among)
    {
        var counts = new int[(2 * SignTarget.One) + 1];
        foreach (var slot in among.ToSlots())
        {
            counts[_estimates[slot] + SignTarget.One]++;
        }

        return counts;
    }

    // The highest estimate from which on, up to another, there are as many as are wanted.
    private static int From(int[] counts, int below, long wanted)
    {
        var from = below;
        for (long number = counts[from + SignTarget.One]; number < wanted && from > -SignTarget.One; )
        {
            number += counts[--from + SignTarget.One];
        }

        return from;
    }

    private void ReadSigns(SlotSet among, ulong[]?[] found)
    {
        var all = (_snapshot.State.Slots / _block.Slots) + 1;
        try
        {
            if (among.Count < all / FewRows)
            {
                LookUpSigns(among, found);
            }
            else
            {
                ReadAllSigns(among, found);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Damaged();
        }
    }

    private void LookUpSigns(SlotSet among, ulong[]?[] found)
    {
        var row = _snapshot.Database["SELECT data FROM vector_signs WHERE id = ?"];
        var slots = among.ToSlots();
        for (var i = 0; i < slots.Length; )
        {
            _cancellation.ThrowIfCancellationRequested();
            var id = _block.RowOf(_space, slots[i]);
            var isThere = row.Bind(1, id).Step();
            for (; i < slots.Length && _block.RowOf(_space, slots[i]) == id; i++)
            {
                if (isThere)
                {
                    Estimate(row.Bytes(0), slots[i], found);
                }
            }

            row.Reset();
        }
    }

    private void ReadAllSigns(SlotSet among, ulong[]?[] found)
    {
        var rows = _snapshot
            .Database["SELECT id, data FROM vector_signs WHERE id >= ? AND id < ? ORDER BY id"]
            .Bind(1, _block.RowOf(_space, 0))
            .Bind(2, _block.RowOf(_space + 1, 0));
        try
        {
            while (rows.Step())
            {
                _cancellation.ThrowIfCancellationRequested();
                var first = _block.FirstSlot(rows.Int64(0));
                var block = rows.Bytes(1);
                var end = Math.Min(first + _block.Slots, _snapshot.State.Slots);
                for (var slot = first; slot < end; slot++)
                {
                    if (Bits.Has(among.ToBits(slot >> 16), slot & 0xFFFF))
                    {
                        Estimate(block, slot, found);
                    }
                }
            }
        }
        finally
        {
            rows.Reset();
        }
    }

    private void Estimate(ReadOnlySpan<byte> block, int slot, ulong[]?[] found)
    {
        var at = slot % _block.Slots;
        var gain = _block.Gains(block)[at];
        if (gain > default(Half) && !(_named.Count > 0 && _named.Contains(slot)))
        {
            _estimates[slot] = _signs.Estimate(_block.Bits(block).Slice(at * _block.Words, _block.Words), gain);
            Bits.Set(found[slot >> 16] ??= new ulong[Bits.Words], slot & 0xFFFF);
        }
    }

    // Those of the slots whose estimate lies between two, both included.
    private void Compare(SlotSet among, int from, int to, BestRanks best)
    {
        if (from > to)
        {
            return;
        }

        var row = _snapshot.Database["SELECT data FROM vectors WHERE id = ?"];
        var present = -1L;
        var isThere = false;
        try
        {
            foreach (var slot in among.ToSlots())
            {
                if (_estimates[slot] < from || _estimates[slot] > to)
                {
                    continue;
                }

                if (VectorBlock.RowOf(_space, slot) is var id && id != present)
                {
                    _cancellation.ThrowIfCancellationRequested();
                    row.Reset();
                    (present, isThere) = (id, row.Bind(1, id).Step());
                }

                var squared = isThere ? VectorBlock.SquaredLength(row.Bytes(0), slot) : 0;
                if (squared <= 0)
                {
                    throw Damaged();
                }

                var components = VectorBlock.Components(row.Bytes(0), slot, _target.Embedding.Dimensions);
                best.Offer(SimilarTarget.Rank(_target.Similarity(components, squared)), slot);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Damaged();
        }
        finally
        {
            row.Reset();
        }
    }

    private ImageTaggingException Damaged() => SqliteFault.Damaged(_snapshot.Database.Path, "a vector");
}
