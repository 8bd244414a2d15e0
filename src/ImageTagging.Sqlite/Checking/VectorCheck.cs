using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Checking;

/// <summary>Holds stored embeddings and their signs against the records.</summary>
internal sealed class VectorCheck(Database database, RecordNumbers numbers)
{
    private readonly Dictionary<int, long> _expected = [];

    /// <summary>Tells if what lies in a record's slot is what the record says.</summary>
    public bool Agrees(int slot, ImageRecord record)
    {
        var agrees = true;
        foreach (var (_, text, embedding) in StoredVectors.Of(record))
        {
            var space = numbers.Text(text);
            _expected[space] = _expected.GetValueOrDefault(space) + 1;
            var signs = new SignBlock(embedding.Dimensions);
            agrees &=
                Read("SELECT data FROM vectors WHERE id = ?", VectorBlock.RowOf(space, slot)) is { } block
                && !VectorBlock.Set(block, slot, embedding)
                && Read("SELECT data FROM vector_signs WHERE id = ?", signs.RowOf(space, slot)) is { } stored
                && stored.Length == signs.Make().Length
                && !signs.Set(stored, slot, embedding);
        }

        return agrees;
    }

    /// <summary>How many embeddings and signs lie there beside those of the records that were looked at.</summary>
    public long CountStrays()
    {
        long strays = 0;
        foreach (var (space, text) in StoredVectors.Spaces(database))
        {
            var (_, dimensions) = StoredVectors.ReadSpace(text);
            var expected = _expected.GetValueOrDefault(space);
            strays += Math.Abs(CountVectors(space) - expected) + Math.Abs(CountSigns(space, dimensions) - expected);
        }

        return strays;
    }

    /// <summary>Takes out embeddings that have no signs, once the signs of all records are made.</summary>
    public static void DropStrays(Database database, CancellationToken cancellation)
    {
        foreach (var (space, text) in StoredVectors.Spaces(database))
        {
            var signs = new SignBlock(StoredVectors.ReadSpace(text).Dimensions);
            var changed = new List<(long, byte[])>();
            var rows = Rows(database, "SELECT id, data FROM vectors WHERE id >= ? AND id < ? ORDER BY id", space);
            while (rows.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                var first = VectorBlock.FirstSlot(rows.Int64(0));
                byte[]? block = null;
                for (var slot = first; slot < first + VectorBlock.Slots; slot++)
                {
                    if (VectorBlock.SquaredLength(rows.Bytes(1), slot) > 0 && !HasSigns(database, signs, space, slot))
                    {
                        block ??= rows.Bytes(1).ToArray();
                        _ = VectorBlock.Set(block, slot, embedding: null);
                    }
                }

                if (block is not null)
                {
                    changed.Add((rows.Int64(0), block));
                }
            }

            foreach (var (row, block) in changed)
            {
                database["UPDATE vectors SET data = ? WHERE id = ?"].Bind(1, block).Bind(2, row).Run();
            }
        }
    }

    private static bool HasSigns(Database database, SignBlock signs, int space, int slot)
    {
        var row = database["SELECT data FROM vector_signs WHERE id = ?"].Bind(1, signs.RowOf(space, slot));
        var has = row.Step() && signs.Gains(row.Bytes(0))[slot % signs.Slots] > default(Half);
        row.Reset();
        return has;
    }

    private long CountVectors(int space)
    {
        long count = 0;
        var rows = Rows(database, "SELECT id, data FROM vectors WHERE id >= ? AND id < ? ORDER BY id", space);
        while (rows.Step())
        {
            var block = rows.Bytes(1);
            for (var slot = 0; slot < VectorBlock.Slots && block.Length >= VectorBlock.Slots * sizeof(int); slot++)
            {
                count += VectorBlock.SquaredLength(block, slot) > 0 ? 1 : 0;
            }
        }

        return count;
    }

    private long CountSigns(int space, int dimensions)
    {
        var signs = new SignBlock(dimensions);
        long count = 0;
        var rows = Rows(database, "SELECT id, data FROM vector_signs WHERE id >= ? AND id < ? ORDER BY id", space);
        while (rows.Step())
        {
            if (rows.Bytes(1).Length == signs.Make().Length)
            {
                foreach (var gain in signs.Gains(rows.Bytes(1)))
                {
                    count += gain > default(Half) ? 1 : 0;
                }
            }
        }

        return count;
    }

    private static Statement Rows(Database database, string sql, int space) =>
        database[sql].Bind(1, (long)space << 32).Bind(2, (long)(space + 1) << 32);

    private byte[]? Read(string sql, long id)
    {
        var row = database[sql].Bind(1, id);
        var block = row.Step() ? row.Bytes(0).ToArray() : null;
        row.Reset();
        return block;
    }
}
