using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Keeps the signs of embeddings by space and slot, in blocks that are written once a transaction.</summary>
internal sealed class SignWriter(Database database)
{
    private const int MostBlocks = 4_096;

    private readonly Dictionary<long, (byte[] Block, bool IsChanged)> _blocks = [];

    /// <summary>Puts the signs of an embedding, or none, into a slot of a space whose embeddings have so many components.</summary>
    public void Set(int space, int dimensions, int slot, Embedding? embedding)
    {
        var signs = new SignBlock(dimensions);
        var row = signs.RowOf(space, slot);
        if (!_blocks.TryGetValue(row, out var block))
        {
            if ((Read(row) ?? (embedding is null ? null : signs.Make())) is not { } bytes)
            {
                return;
            }

            block = (bytes, false);
        }

        _blocks[row] = (block.Block, signs.Set(block.Block, slot, embedding) || block.IsChanged);
    }

    public void Flush()
    {
        foreach (var (row, (block, isChanged)) in _blocks)
        {
            if (isChanged)
            {
                database["INSERT INTO vector_signs (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"]
                    .Bind(1, row)
                    .Bind(2, block)
                    .Run();
            }
        }

        _blocks.Clear();
    }

    /// <summary>Makes the signs of all embeddings that lie in a file of a version without them.</summary>
    public static void AddAll(Database database)
    {
        var signs = new SignWriter(database);
        foreach (var (space, text) in StoredVectors.Spaces(database))
        {
            var (name, dimensions) = StoredVectors.ReadSpace(text);
            var rows = database["SELECT id, data FROM vectors WHERE id >= ? AND id < ? ORDER BY id"]
                .Bind(1, VectorBlock.RowOf(space, 0))
                .Bind(2, VectorBlock.RowOf(space + 1, 0));
            while (rows.Step())
            {
                var first = VectorBlock.FirstSlot(rows.Int64(0));
                for (var slot = first; slot < first + VectorBlock.Slots; slot++)
                {
                    if (VectorBlock.Read(rows.Bytes(1), slot, name, dimensions) is { } embedding)
                    {
                        signs.Set(space, dimensions, slot, embedding);
                    }
                }

                // In the order of slots, each block but the last is whole.
                if (signs._blocks.Count >= MostBlocks)
                {
                    signs.Flush();
                }
            }

            signs.Flush();
        }
    }

    private byte[]? Read(long id)
    {
        var row = database["SELECT data FROM vector_signs WHERE id = ?"].Bind(1, id);
        var block = row.Step() ? row.Bytes(0).ToArray() : null;
        row.Reset();
        return block;
    }
}
