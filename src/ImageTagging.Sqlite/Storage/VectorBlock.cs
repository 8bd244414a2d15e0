using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Storage;

/// <summary>
/// Embeddings of one space by slot, sixteen to a row: their squared lengths (0 where a slot has none), then their components.
/// A search reads them one behind the other, in rows large enough to be quick and small enough to be written for one change.
/// </summary>
internal static class VectorBlock
{
    public const int Slots = 16;

    private const int HeadBytes = Slots * sizeof(int);

    /// <summary>The number of the row that holds a slot.</summary>
    public static long RowOf(int space, int slot) => (long)space << 32 | (uint)(slot / Slots);

    /// <summary>The first slot of a row.</summary>
    public static int FirstSlot(long row) => (int)(uint)row * Slots;

    public static byte[] Make(int dimensions) => new byte[HeadBytes + (Slots * dimensions)];

    public static int SquaredLength(ReadOnlySpan<byte> block, int slot) =>
        BinaryPrimitives.ReadInt32LittleEndian(block[(slot % Slots * sizeof(int))..]);

    /// <exception cref="ArgumentOutOfRangeException">The block was cut short.</exception>
    public static ReadOnlySpan<sbyte> Components(ReadOnlySpan<byte> block, int slot, int dimensions) =>
        MemoryMarshal.Cast<byte, sbyte>(block.Slice(HeadBytes + (slot % Slots * dimensions), dimensions));

    /// <summary>A slot's embedding; null where it has none.</summary>
    /// <exception cref="ArgumentException">The block is damaged.</exception>
    public static Embedding? Read(ReadOnlySpan<byte> block, int slot, string space, int dimensions) =>
        SquaredLength(block, slot) > 0 ? Embedding.FromComponents(space, Components(block, slot, dimensions)) : null;

    /// <summary>Puts an embedding, or none, into a slot; says whether that changed anything.</summary>
    public static bool Set(Span<byte> block, int slot, Embedding? embedding)
    {
        var dimensions = (block.Length - HeadBytes) / Slots;
        var head = block.Slice(slot % Slots * sizeof(int), sizeof(int));
        var body = block.Slice(HeadBytes + (slot % Slots * dimensions), dimensions);
        var squared = embedding?.SquaredLength ?? 0;
        if (
            BinaryPrimitives.ReadInt32LittleEndian(head) == squared
            && (embedding is null || MemoryMarshal.AsBytes(embedding.Components).SequenceEqual(body))
        )
        {
            return false;
        }

        BinaryPrimitives.WriteInt32LittleEndian(head, squared);
        body.Clear();
        if (embedding is not null)
        {
            MemoryMarshal.AsBytes(embedding.Components).CopyTo(body);
        }

        return true;
    }
}
