using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Keeps times and sizes by slot, in blocks that are written once a transaction.</summary>
internal sealed class ColumnWriter(Database database)
{
    private const int Slots = ColumnCache.BlockSlots;

    private readonly Dictionary<int, (long[] Values, bool IsChanged)> _blocks = [];

    public void Set(int slot, long modified, long size)
    {
        var number = slot / Slots;
        if (!_blocks.TryGetValue(number, out var block))
        {
            block = (Read(number), false);
        }

        var at = slot % Slots;
        if (block.Values[at] != modified || block.Values[Slots + at] != size)
        {
            (block.Values[at], block.Values[Slots + at], block.IsChanged) = (modified, size, true);
        }

        _blocks[number] = block;
    }

    public void Flush(long sequence)
    {
        foreach (var (number, (values, isChanged)) in _blocks)
        {
            if (isChanged)
            {
                database[
                    "INSERT INTO columns (block, sequence, data) VALUES (?, ?, ?) ON CONFLICT (block) DO UPDATE SET sequence = excluded.sequence, data = excluded.data"
                ]
                    .Bind(1, number)
                    .Bind(2, sequence)
                    .Bind(3, ColumnCache.Write(values))
                    .Run();
            }
        }
    }

    private long[] Read(int number)
    {
        var row = database["SELECT data FROM columns WHERE block = ?"].Bind(1, number);
        var block = ColumnCache.Read(row.Step() ? row.Bytes(0) : []);
        row.Reset();
        return block;
    }
}
