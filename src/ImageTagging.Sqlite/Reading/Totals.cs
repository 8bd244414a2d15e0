using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>How many slots each term has at each level or over it, exactly, as one transaction left it. Immutable.</summary>
internal sealed class Totals
{
    // For each term, exclusive counts of the levels.
    private readonly int[] _counts;
    private readonly Dictionary<(byte Field, int Level), TermOrder> _orders = [];

    private Totals(long sequence, int[] counts) => (Sequence, _counts) = (sequence, counts);

    public long Sequence { get; }

    /// <summary>Terms beyond have none.</summary>
    public int Terms => _counts.Length / Levels.Count;

    /// <summary>How many slots have a term at a level or over it.</summary>
    public int Of(int term, int level)
    {
        var sum = 0;
        if (term < Terms)
        {
            for (var i = level; i < Levels.Count; i++)
            {
                sum += _counts[(term * Levels.Count) + i];
            }
        }

        return sum;
    }

    public ReadOnlySpan<int> Exclusive(int term) => term < Terms ? _counts.AsSpan(term * Levels.Count, Levels.Count) : default;

    /// <summary>A field's terms that have slots at a level, the most used first.</summary>
    public TermOrder Order(IndexSnapshot snapshot, byte field, int level)
    {
        lock (_orders)
        {
            if (!_orders.TryGetValue((field, level), out var order))
            {
                order = TermOrder.Of(snapshot.Catalog.IdsOf(snapshot.Database, field), id => Of(id * 2, level));
                _orders.Add((field, level), order);
            }

            return order;
        }
    }

    public static Totals Read(Database database, IndexState state, IReadOnlyList<ChangeBatch> pending)
    {
        var most = Math.Max(database.Number("SELECT max(term) FROM totals"), MostTerm(pending)) + 1;
        if (most > 2 * (database.Number("SELECT max(id) FROM terms") + 1))
        {
            throw SqliteFault.Damaged(database.Path, "a term's total");
        }

        var counts = new int[most * Levels.Count];
        var rows = database["SELECT term, data FROM totals"];
        try
        {
            while (rows.Step())
            {
                var data = rows.Bytes(1);
                ReadRow(data, counts.AsSpan(rows.Int32(0) * Levels.Count, Levels.Count));
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
        {
            throw SqliteFault.Damaged(database.Path, "a term's total");
        }
        finally
        {
            rows.Reset();
        }

        foreach (var batch in pending)
        {
            Apply(counts, batch, state.Marks);
        }

        return new(state.Sequence, counts);
    }

    /// <summary>The totals behind later batches.</summary>
    public Totals With(IReadOnlyList<ChangeBatch> batches, long sequence)
    {
        var counts = new int[Math.Max(_counts.Length, (MostTerm(batches) + 1) * Levels.Count)];
        _counts.CopyTo(counts, 0);
        foreach (var batch in batches)
        {
            Apply(counts, batch, marks: null);
        }

        return new(sequence, counts);
    }

    public static void ReadRow(ReadOnlySpan<byte> data, Span<int> counts)
    {
        for (var level = 0; level < Levels.Count && !data.IsEmpty; level++)
        {
            counts[level] = VarInt.ReadInt(ref data);
        }
    }

    private static int MostTerm(IReadOnlyList<ChangeBatch> batches) =>
        batches.Count == 0 ? -1 : batches.Max(b => b.Changes.Terms.IsEmpty ? -1 : b.Changes.Terms[^1]);

    private static void Apply(int[] counts, ChangeBatch batch, Marks? marks)
    {
        var changes = batch.Changes;
        for (var i = 0; i < changes.Terms.Length; i++)
        {
            if (marks?.Of(changes.Terms[i]) >= batch.Sequence)
            {
                continue;
            }

            var to = counts.AsSpan(changes.Terms[i] * Levels.Count, Levels.Count);
            var (start, end) = changes.At(i);
            for (var at = start; at < end; at++)
            {
                if (batch.OldLevels[at] is var old && old >= 0)
                {
                    to[old]--;
                }

                if (changes.Values[at] is var value && value != ChangeSegment.Absent)
                {
                    to[Levels.Of(value)]++;
                }
            }
        }
    }
}
