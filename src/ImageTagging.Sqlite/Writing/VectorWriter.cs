using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Keeps embeddings by space and slot, in blocks that are written once a transaction.</summary>
internal sealed class VectorWriter(Database database, RecordNumbers numbers)
{
    private readonly Dictionary<long, (byte[] Block, bool IsChanged)> _blocks = [];
    private List<int>? _spaces;

    /// <summary>Puts a record's embeddings into its slot, and takes out what it had in other spaces; null for a record that is deleted.</summary>
    public void Set(int slot, ImageRecord? record, bool isNew)
    {
        var vectors = record is null ? [] : StoredVectors.Of(record);
        if (vectors.Count == 0 && isNew)
        {
            return;
        }

        var spaces = _spaces ??= ReadSpaces();
        var kept = new List<int>(vectors.Count);
        foreach (var (_, text, embedding) in vectors)
        {
            var space = numbers.Text(text);
            if (!spaces.Contains(space))
            {
                database["INSERT INTO vector_spaces (id) VALUES (?) ON CONFLICT DO NOTHING"].Bind(1, space).Run();
                spaces.Add(space);
            }

            kept.Add(space);
            Set(space, slot, embedding);
        }

        foreach (var space in spaces)
        {
            if (!isNew && !kept.Contains(space))
            {
                Set(space, slot, embedding: null);
            }
        }
    }

    public void Flush()
    {
        foreach (var (row, (block, isChanged)) in _blocks)
        {
            if (isChanged)
            {
                database["INSERT INTO vectors (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"]
                    .Bind(1, row)
                    .Bind(2, block)
                    .Run();
            }
        }
    }

    private void Set(int space, int slot, Embedding? embedding)
    {
        var row = VectorBlock.RowOf(space, slot);
        if (!_blocks.TryGetValue(row, out var block))
        {
            if ((Read(row) ?? (embedding is null ? null : VectorBlock.Make(embedding.Dimensions))) is not { } bytes)
            {
                return;
            }

            block = (bytes, false);
        }

        _blocks[row] = (block.Block, VectorBlock.Set(block.Block, slot, embedding) || block.IsChanged);
    }

    private byte[]? Read(long id)
    {
        var row = database["SELECT data FROM vectors WHERE id = ?"].Bind(1, id);
        var block = row.Step() ? row.Bytes(0).ToArray() : null;
        row.Reset();
        return block;
    }

    private List<int> ReadSpaces()
    {
        var spaces = new List<int>();
        var rows = database["SELECT id FROM vector_spaces"];
        while (rows.Step())
        {
            spaces.Add(rows.Int32(0));
        }

        return spaces;
    }
}
