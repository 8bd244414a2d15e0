using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Storage;

/// <summary>
/// The signs of turned embeddings (<see cref="Rotation"/>) by slot, as many to a row as a page of the file holds: how much each
/// says (0 where a slot has none), then the bits. A search reads them all first, and the embeddings only of what may be near.
/// </summary>
/// <param name="dimensions">The embeddings' components.</param>
internal readonly struct SignBlock(int dimensions)
{
    /// <summary>The most signs of an embedding: more would tell more, and take more time to read than the embeddings that they spare.</summary>
    public const int MostSigns = 512;

    // What SQLite keeps of a row in its page rather than in one of its own, less the row's own head.
    private const int RowBytes = Schema.PageSize - 35 - 5;

    private const int GainBytes = sizeof(ushort);

    /// <summary>The number of signs.</summary>
    public int Signs { get; } = Math.Min(dimensions, MostSigns);

    /// <summary>The words that hold them.</summary>
    public int Words => (Signs + 63) / 64;

    /// <summary>The slots of a row.</summary>
    public int Slots => RowBytes / (GainBytes + (Words * sizeof(ulong)));

    /// <summary>The number of the row that holds a slot.</summary>
    public long RowOf(int space, int slot) => (long)space << 32 | (uint)(slot / Slots);

    /// <summary>The first slot of a row.</summary>
    public int FirstSlot(long row) => (int)(uint)row * Slots;

    public byte[] Make() => new byte[Slots * (GainBytes + (Words * sizeof(ulong)))];

    /// <summary>By slot of the row, what the sum over the signs is multiplied with for a cosine; 0 where a slot has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The block was cut short.</exception>
    public ReadOnlySpan<Half> Gains(ReadOnlySpan<byte> block) => MemoryMarshal.Cast<byte, Half>(block[..(Slots * GainBytes)]);

    /// <summary>The bits, slot after slot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The block was cut short.</exception>
    public ReadOnlySpan<ulong> Bits(ReadOnlySpan<byte> block) =>
        MemoryMarshal.Cast<byte, ulong>(block.Slice(Slots * GainBytes, Slots * Words * sizeof(ulong)));

    /// <summary>Puts the signs of an embedding, or none, into a slot; says whether that changed anything.</summary>
    public bool Set(Span<byte> block, int slot, Embedding? embedding)
    {
        Span<ulong> bits = stackalloc ulong[MostSigns / 64];
        bits = bits[..Words];
        bits.Clear();
        var gain = embedding is null ? default : Read(embedding, bits);
        var at = slot % Slots;
        var gains = MemoryMarshal.Cast<byte, Half>(block[..(Slots * GainBytes)]);
        var stored = MemoryMarshal.Cast<byte, ulong>(block[(Slots * GainBytes)..]).Slice(at * Words, Words);
        if (gains[at] == gain && stored.SequenceEqual(bits))
        {
            return false;
        }

        gains[at] = gain;
        bits.CopyTo(stored);
        return true;
    }

    private Half Read(Embedding embedding, Span<ulong> bits)
    {
        Span<float> vector = stackalloc float[Embedding.MaxDimensions];
        vector = vector[..dimensions];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = embedding.Components[i];
        }

        Rotation.Turn(vector);
        var sum = 0f;
        for (var i = 0; i < Signs; i++)
        {
            sum += MathF.Abs(vector[i]);
            bits[i / 64] |= vector[i] > 0 ? 1UL << (i % 64) : 0;
        }

        // Never 0, which says that there is none, nor without end.
        var gain = (Half)(MathF.Sqrt(embedding.SquaredLength) / sum);
        return Half.IsFinite(gain) && gain > default(Half) ? gain : Half.MaxValue;
    }
}
