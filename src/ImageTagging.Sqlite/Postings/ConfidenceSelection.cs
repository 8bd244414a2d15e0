using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageTagging.Sqlite.Postings;

/// <summary>
/// Which slots of a bitmap have a confidence within a closed range, the confidences standing in the order of the slots.
/// Computed each time: it costs little more than reading a bitmap for each confidence band would, and those take nine times
/// the memory.
/// </summary>
internal static class ConfidenceSelection
{
    // A word more, so that the last bits can be taken from two words without a question.
    private const int PassWords = Bits.Words + 1;

    /// <summary>Writes the slots within the range.</summary>
    public static void Select(ReadOnlySpan<ulong> all, ReadOnlySpan<ushort> confidences, int least, int most, Span<ulong> to)
    {
        Span<ulong> passing = stackalloc ulong[PassWords];
        _ = Pass(confidences, least, most, passing);
        to = to[..all.Length];
        var at = 0;
        for (var i = 0; i < all.Length; i++)
        {
            to[i] = Deposit(Take(passing, at), all[i]);
            at += BitOperations.PopCount(all[i]);
        }
    }

    /// <summary>How many of the slots at a confidence or over it are in a set.</summary>
    /// <param name="all">The slots.</param>
    /// <param name="confidences">Their confidences.</param>
    /// <param name="least">The least confidence.</param>
    /// <param name="set">The set.</param>
    /// <param name="held">How many there are, in the set or not.</param>
    public static int CountAnd(
        ReadOnlySpan<ulong> all,
        ReadOnlySpan<ushort> confidences,
        int least,
        ReadOnlySpan<ulong> set,
        out int held
    )
    {
        Span<ulong> passing = stackalloc ulong[PassWords];
        held = Pass(confidences, least, 10_000, passing);
        set = set[..all.Length];
        int at = 0,
            count = 0;
        for (var i = 0; i < all.Length; i++)
        {
            count += BitOperations.PopCount(Deposit(Take(passing, at), all[i]) & set[i]);
            at += BitOperations.PopCount(all[i]);
        }

        return count;
    }

    // A bit for each confidence, in order; those behind the last are 0.
    private static int Pass(ReadOnlySpan<ushort> confidences, int least, int most, Span<ulong> passing)
    {
        // Confidences are at most 10,000, so that they are the same signed.
        var numbers = MemoryMarshal.Cast<ushort, short>(confidences);
        var under = Vector256.Create((short)(least - 1));
        var over = Vector256.Create((short)(most + 1));
        int i = 0,
            count = 0;
        for (; i + 64 <= numbers.Length; i += 64)
        {
            var word = 0UL;
            for (var part = 0; part < 4; part++)
            {
                var some = Vector256.Create(numbers.Slice(i + (16 * part), 16));
                var pass = Vector256.GreaterThan(some, under) & Vector256.LessThan(some, over);
                word |= (ulong)pass.ExtractMostSignificantBits() << (16 * part);
            }

            passing[i >> 6] = word;
            count += BitOperations.PopCount(word);
        }

        for (; i < numbers.Length; i++)
        {
            if (numbers[i] >= least && numbers[i] <= most)
            {
                passing[i >> 6] |= 1UL << (i & 63);
                count++;
            }
        }

        return count;
    }

    private static ulong Take(ReadOnlySpan<ulong> passing, int at)
    {
        var (word, bit) = (at >> 6, at & 63);
        return bit == 0 ? passing[word] : passing[word] >> bit | passing[word + 1] << (64 - bit);
    }

    // The lowest bits, each at the place of one of a word's set bits.
    private static ulong Deposit(ulong bits, ulong places)
    {
        if (Bmi2.X64.IsSupported)
        {
            return Bmi2.X64.ParallelBitDeposit(bits, places);
        }

        var placed = 0UL;
        for (; places != 0 && bits != 0; places &= places - 1, bits >>= 1)
        {
            placed |= (bits & 1) == 0 ? 0 : places & (~places + 1);
        }

        return placed;
    }
}
