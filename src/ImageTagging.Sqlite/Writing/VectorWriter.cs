using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Keeps embeddings and their signs by space and slot, in blocks that are written once a transaction.</summary>
internal sealed class VectorWriter(Database database, RecordNumbers numbers)
{
    private readonly Dictionary<long, (byte[] Block, bool IsChanged)> _blocks = [];
    private readonly SignWriter _signs = new(database);
    private Dictionary<int, int>? _dimensions;

    /// <summary>Puts a record's embeddings into its slot, and takes out what it had in other spaces; null for a record that is deleted.</summary>
    public void Set(int slot, ImageRecord? record, bool isNew)
    {
        var vectors = record is null ? [] : StoredVectors.Of(record);
        if (vectors.Count == 0 && isNew)
        {
            return;
        }

        var dimensions = _dimensions ??= ReadSpaces();
        var kept = new List<int>(vectors.Count);
        foreach (var (_, text, embedding) in vectors)
        {
            var space = numbers.Text(text);
            if (dimensions.TryAdd(space, embedding.Dimensions))
            {
                database["INSERT INTO vector_spaces (id) VALUES (?) ON CONFLICT DO NOTHING"].Bind(1, space).Run();
            }

            kept.Add(space);
            Set(space, slot, embedding, embedding.Dimensions);
        }

        foreach (var (space, size) in dimensions)
        {
            if (!isNew && !kept.Contains(space))
            {
                Set(space, slot, embedding: null, size);
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

        _signs.Flush();
    }

    private void Set(int space, int slot, Embedding? embedding, int dimensions)
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

        if (VectorBlock.Set(block.Block, slot, embedding))
        {
            block.IsChanged = true;
            _signs.Set(space, dimensions, slot, embedding);
        }

        _blocks[row] = block;
    }

    private byte[]? Read(long id)
    {
        var row = database["SELECT data FROM vectors WHERE id = ?"].Bind(1, id);
        var block = row.Step() ? row.Bytes(0).ToArray() : null;
        row.Reset();
        return block;
    }

    private Dictionary<int, int> ReadSpaces() =>
        StoredVectors.Spaces(database).ToDictionary(s => s.Space, s => StoredVectors.ReadSpace(s.Text).Dimensions);
}
