namespace ImageTagging.Sqlite.Postings;

/// <summary>Slots of one chunk: sorted numbers or a bitmap. Never changed once made; the arrays may be a cached posting's.</summary>
internal readonly struct ChunkSet
{
    private readonly ushort[]? _lows;
    private readonly int _start;
    private readonly ulong[]? _bits;

    public ChunkSet(ushort[] lows, int start, int count) => (_lows, _start, Count) = (lows, start, count);

    public ChunkSet(ulong[] bits)
        : this(bits, Postings.Bits.Count(bits)) { }

    public ChunkSet(ulong[] bits, int count) => (_bits, Count) = (count == 0 ? null : bits, count);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    /// <summary>The bitmap, or null where the slots are numbers.</summary>
    public ulong[]? Bits => _bits;

    /// <summary>The numbers; empty where the slots are a bitmap.</summary>
    public ReadOnlySpan<ushort> Lows => _lows is null ? default : _lows.AsSpan(_start, Count);

    public bool Has(int low) => _bits is not null ? Postings.Bits.Has(_bits, low) : Lows.BinarySearch((ushort)low) >= 0;

    public ulong[] ToBits()
    {
        if (_bits is not null)
        {
            return _bits;
        }

        var bits = new ulong[Postings.Bits.Words];
        Postings.Bits.Set(bits, Lows);
        return bits;
    }

    public void CopyTo(Span<ushort> lows)
    {
        if (_bits is not null)
        {
            _ = Postings.Bits.ToLows(_bits, lows);
        }
        else
        {
            Lows.CopyTo(lows);
        }
    }

    /// <summary>Writes the slots, as those of a chunk, rising; returns how many.</summary>
    public int ToSlots(int chunk, Span<int> to)
    {
        if (_bits is not null)
        {
            _ = Postings.Bits.ToSlots(_bits, chunk << 16, to);
        }
        else
        {
            var lows = Lows;
            for (var i = 0; i < lows.Length; i++)
            {
                to[i] = chunk << 16 | lows[i];
            }
        }

        return Count;
    }

    public static ChunkSet And(ChunkSet left, ChunkSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return default;
        }

        if (left._bits is { } leftBits && right._bits is { } rightBits)
        {
            var both = new ulong[Postings.Bits.Words];
            Postings.Bits.And(leftBits, rightBits, both);
            return new(both);
        }

        var (few, many) =
            left._bits is null && (right._bits is not null || left.Count <= right.Count) ? (left, right) : (right, left);
        return few.Keep(many, isIn: true);
    }

    public static ChunkSet AndNot(ChunkSet left, ChunkSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        if (left._bits is null)
        {
            return left.Keep(right, isIn: false);
        }

        var rest = new ulong[Postings.Bits.Words];
        if (right._bits is { } bits)
        {
            Postings.Bits.AndNot(left._bits, bits, rest);
        }
        else
        {
            left._bits.CopyTo(rest, 0);
            foreach (var low in right.Lows)
            {
                Postings.Bits.Clear(rest, low);
            }
        }

        return new(rest);
    }

    public static ChunkSet Or(ChunkSet left, ChunkSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty ? right : left;
        }

        if (left._bits is null && right._bits is null && left.Count + right.Count <= Posting.MostNumbers)
        {
            return Merge(left.Lows, right.Lows);
        }

        var either = new ulong[Postings.Bits.Words];
        if (left._bits is { } a && right._bits is { } b)
        {
            Postings.Bits.Or(a, b, either);
        }
        else
        {
            var (bits, lows) = left._bits is not null ? (left._bits, right) : (right.ToBits(), left);
            bits.CopyTo(either, 0);
            Postings.Bits.Set(either, lows.Lows);
        }

        return new(either);
    }

    private ChunkSet Keep(ChunkSet other, bool isIn)
    {
        var lows = Lows;
        var kept = new ushort[lows.Length];
        var number = 0;
        if (other._bits is { } bits)
        {
            foreach (var low in lows)
            {
                kept[number] = low;
                number += Postings.Bits.Has(bits, low) == isIn ? 1 : 0;
            }

            return new(kept, 0, number);
        }

        // Both sorted: a step for near neighbours, a leap where the other is much longer.
        var others = other.Lows;
        var leap = others.Length / 16 > lows.Length;
        foreach (var low in lows)
        {
            if (leap)
            {
                var at = others.BinarySearch(low);
                others = others[(at < 0 ? ~at : at)..];
            }
            else
            {
                var step = 0;
                while (step < others.Length && others[step] < low)
                {
                    step++;
                }

                others = others[step..];
            }

            kept[number] = low;
            number += (others.Length > 0 && others[0] == low) == isIn ? 1 : 0;
        }

        return new(kept, 0, number);
    }

    private static ChunkSet Merge(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
    {
        var merged = new ushort[left.Length + right.Length];
        int l = 0,
            r = 0,
            number = 0;
        while (l < left.Length && r < right.Length)
        {
            var (a, b) = (left[l], right[r]);
            merged[number++] = Math.Min(a, b);
            l += a <= b ? 1 : 0;
            r += b <= a ? 1 : 0;
        }

        left[l..].CopyTo(merged.AsSpan(number));
        number += left.Length - l;
        right[r..].CopyTo(merged.AsSpan(number));
        return new(merged, 0, number + right.Length - r);
    }
}
