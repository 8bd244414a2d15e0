using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Postings;

/// <summary>Sets of 65,536 slots as 1,024 words.</summary>
internal static class Bits
{
    public const int Words = 1024;
    public const int Slots = 65_536;

    public static bool Has(ReadOnlySpan<ulong> bits, int low) => (bits[low >> 6] >> (low & 63) & 1) != 0;

    public static void Set(Span<ulong> bits, int low) => bits[low >> 6] |= 1UL << (low & 63);

    public static void Clear(Span<ulong> bits, int low) => bits[low >> 6] &= ~(1UL << (low & 63));

    public static void Set(Span<ulong> bits, ReadOnlySpan<ushort> lows)
    {
        foreach (var low in lows)
        {
            bits[low >> 6] |= 1UL << (low & 63);
        }
    }

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    public static int CountAnd(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int a = 0,
            b = 0,
            c = 0,
            d = 0;
        right = right[..left.Length];
        var i = 0;
        // Four sums, so that none waits for another.
        for (; i + 3 < left.Length; i += 4)
        {
            var l = left.Slice(i, 4);
            var r = right.Slice(i, 4);
            a += BitOperations.PopCount(l[0] & r[0]);
            b += BitOperations.PopCount(l[1] & r[1]);
            c += BitOperations.PopCount(l[2] & r[2]);
            d += BitOperations.PopCount(l[3] & r[3]);
        }

        for (; i < left.Length; i++)
        {
            a += BitOperations.PopCount(left[i] & right[i]);
        }

        return a + b + c + d;
    }

    public static int CountAnd(ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> lows)
    {
        ref var first = ref MemoryMarshal.GetReference(bits);
        ulong count = 0;
        foreach (var low in lows)
        {
            // 65,536 bits hold every 16-bit number.
            count += System.Runtime.CompilerServices.Unsafe.Add(ref first, low >> 6) >> (low & 63) & 1;
        }

        return (int)count;
    }

    public static void And(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> to)
    {
        var l = Vectors(left);
        var r = Vectors(right);
        var t = Vectors(to);
        for (var i = 0; i < t.Length; i++)
        {
            t[i] = l[i] & r[i];
        }
    }

    public static void Or(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> to)
    {
        var l = Vectors(left);
        var r = Vectors(right);
        var t = Vectors(to);
        for (var i = 0; i < t.Length; i++)
        {
            t[i] = l[i] | r[i];
        }
    }

    public static void AndNot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> to)
    {
        var l = Vectors(left);
        var r = Vectors(right);
        var t = Vectors(to);
        for (var i = 0; i < t.Length; i++)
        {
            t[i] = Vector.AndNot(l[i], r[i]);
        }
    }

    /// <summary>Writes the numbers of the set bits, rising; returns how many.</summary>
    public static int ToLows(ReadOnlySpan<ulong> bits, Span<ushort> to)
    {
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            for (var word = bits[i]; word != 0; word &= word - 1)
            {
                to[count++] = (ushort)(i << 6 | BitOperations.TrailingZeroCount(word));
            }
        }

        return count;
    }

    /// <summary>Writes the numbers of the set bits behind a base, rising; returns how many.</summary>
    public static int ToSlots(ReadOnlySpan<ulong> bits, int high, Span<int> to)
    {
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            for (var word = bits[i]; word != 0; word &= word - 1)
            {
                to[count++] = high | i << 6 | BitOperations.TrailingZeroCount(word);
            }
        }

        return count;
    }

    private static ReadOnlySpan<Vector<ulong>> Vectors(ReadOnlySpan<ulong> bits) =>
        MemoryMarshal.Cast<ulong, Vector<ulong>>(bits);

    private static Span<Vector<ulong>> Vectors(Span<ulong> bits) => MemoryMarshal.Cast<ulong, Vector<ulong>>(bits);
}
