namespace ImageTagging.Sqlite.Postings;

/// <summary>One chunk of a posting.</summary>
internal readonly struct Part(Posting posting, int start, int count)
{
    public int Count => count;

    public bool HasConfidences => posting.Confidences is not null;

    /// <summary>The slots as a bitmap, or null where they are numbers.</summary>
    public ulong[]? Bitmap => count == 0 ? null : posting.Bitmap;

    public ReadOnlySpan<ushort> Lows => posting.Lows.AsSpan(start, posting.Bitmap is null ? count : 0);

    public ReadOnlySpan<ushort> Confidences => posting.Confidences is { } all ? all.AsSpan(start, count) : [];

    /// <summary>The slots whose confidence lies in a closed range.</summary>
    public ChunkSet Select(int least, int most)
    {
        if (count == 0)
        {
            return default;
        }

        if (!HasConfidences || (least <= 0 && most >= 10_000))
        {
            return !HasConfidences && least > 0 ? default
                : Bitmap is { } all ? new ChunkSet(all, count)
                : new ChunkSet(posting.Lows, start, count);
        }

        return Bitmap is { } bits ? SelectBits(bits, least, most) : SelectLows(least, most);
    }

    /// <summary>The confidence of a slot (0 where the term has none), or -1 where the slot is not there.</summary>
    public int ConfidenceOf(int low)
    {
        if (Bitmap is { } bits)
        {
            if (!Bits.Has(bits, low))
            {
                return -1;
            }

            return HasConfidences ? Confidences[Rank(bits, low)] : 0;
        }

        var at = Lows.BinarySearch((ushort)low);
        return at < 0 ? -1
            : HasConfidences ? Confidences[at]
            : 0;
    }

    /// <summary>The level of a slot, or -1 where the slot is not there.</summary>
    public int LevelOf(int low) => ConfidenceOf(low) is var confidence && confidence < 0 ? -1 : Levels.Of(confidence);

    private ChunkSet SelectLows(int least, int most)
    {
        var lows = Lows;
        var confidences = Confidences;
        var kept = new ushort[lows.Length];
        var number = 0;
        for (var i = 0; i < lows.Length; i++)
        {
            kept[number] = lows[i];
            number += confidences[i] >= least && confidences[i] <= most ? 1 : 0;
        }

        return new(kept, 0, number);
    }

    private ChunkSet SelectBits(ulong[] bits, int least, int most)
    {
        var kept = new ulong[Bits.Words];
        ConfidenceSelection.Select(bits, Confidences, Math.Max(least, 0), Math.Min(most, 10_000), kept);
        return new(kept);
    }

    private static int Rank(ReadOnlySpan<ulong> bits, int low) =>
        Bits.Count(bits[..(low >> 6)]) + System.Numerics.BitOperations.PopCount(bits[low >> 6] & ((1UL << (low & 63)) - 1));
}
