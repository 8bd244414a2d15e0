using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Keeps a time and a number by slot, in blocks that are written once a transaction.</summary>
internal sealed class ColumnWriter(Database database, string table = "columns")
{
    private const int Slots = ColumnCache.BlockSlots;

    private readonly string _select = $"SELECT data FROM {table} WHERE block = ?";
    private readonly string _insert =
        $"INSERT INTO {table} (block, sequence, data) VALUES (?, ?, ?) ON CONFLICT (block) DO UPDATE SET sequence = excluded.sequence, data = excluded.data";

    private readonly Dictionary<int, (long[] Values, bool IsChanged)> _blocks = [];

    public void Set(int slot, long time, long value)
    {
        var number = slot / Slots;
        if (!_blocks.TryGetValue(number, out var block))
        {
            block = (Read(number), false);
        }

        var at = slot % Slots;
        if (block.Values[at] != time || block.Values[Slots + at] != value)
        {
            (block.Values[at], block.Values[Slots + at], block.IsChanged) = (time, value, true);
        }

        _blocks[number] = block;
    }

    public void Flush(long sequence)
    {
        foreach (var (number, (values, isChanged)) in _blocks)
        {
            if (isChanged)
            {
                database[_insert].Bind(1, number).Bind(2, sequence).Bind(3, ColumnCache.Write(values)).Run();
            }
        }
    }

    private long[] Read(int number)
    {
        var row = database[_select].Bind(1, number);
        var block = ColumnCache.Read(row.Step() ? row.Bytes(0) : []);
        row.Reset();
        return block;
    }
}
