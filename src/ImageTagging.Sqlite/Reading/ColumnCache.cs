using System.Runtime.InteropServices;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>A time and a number of every slot, for sorting and ranges; read when first asked for, then kept up to date.</summary>
/// <param name="table">The table with its blocks: one has modified times and sizes, another when and where pictures were taken.</param>
internal sealed class ColumnCache(string table)
{
    /// <summary>Slots of one stored block: fifteen bytes a slot.</summary>
    public const int BlockSlots = 256;

    private const int BlockBytes = 15 * BlockSlots;

    private Columns? _columns;

    /// <summary>The columns as a snapshot sees them.</summary>
    public Columns At(Database database, IndexState state)
    {
        var present = Volatile.Read(ref _columns);
        if (present?.Sequence == state.Sequence)
        {
            return present;
        }

        // A later one, of a quicker reader, would show this snapshot what it must not see.
        var known = present?.Sequence < state.Sequence ? present : null;
        var rows = known is null
            ? database[$"SELECT block, data FROM {table}"]
            : database[$"SELECT block, data FROM {table} WHERE sequence > ?"].Bind(1, known.Sequence);
        List<(long, long[])> changed = [];
        while (rows.Step())
        {
            changed.Add((rows.Int64(0), Read(rows.Bytes(1))));
        }

        var columns = (known ?? Columns.None).With(state.Sequence, state.Slots, changed);
        Volatile.Write(ref _columns, columns);
        return columns;
    }

    public static long[] Read(ReadOnlySpan<byte> data)
    {
        var block = new long[BlockSlots * 2];
        block.AsSpan(0, BlockSlots).Fill(long.MinValue);
        if (data.Length == BlockBytes)
        {
            MemoryMarshal.Cast<byte, long>(data[..(BlockSlots * 8)]).CopyTo(block);
            for (var i = 0; i < BlockSlots; i++)
            {
                data.Slice((BlockSlots * 8) + (7 * i), 7).CopyTo(MemoryMarshal.AsBytes(block.AsSpan(BlockSlots + i, 1)));
            }
        }

        return block;
    }

    /// <summary>Times in eight bytes, numbers in seven, so that a block fits a page.</summary>
    public static byte[] Write(long[] block)
    {
        var data = new byte[BlockBytes];
        MemoryMarshal.AsBytes(block.AsSpan(0, BlockSlots)).CopyTo(data);
        for (var i = 0; i < BlockSlots; i++)
        {
            MemoryMarshal.AsBytes(block.AsSpan(BlockSlots + i, 1))[..7].CopyTo(data.AsSpan((BlockSlots * 8) + (7 * i)));
        }

        return data;
    }
}
