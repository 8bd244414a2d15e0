using System.Buffers;
using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Postings;

/// <summary>Writes postings as they are stored.</summary>
internal static class PostingBytes
{
    /// <summary>Writes slots, rising, with their confidences (empty for none).</summary>
    public static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<int> slots, ReadOnlySpan<ushort> confidences)
    {
        var asBitmap = slots.Length > Posting.MostNumbers && slots[0] >> 16 == slots[^1] >> 16;
        var kind = (byte)(
            (asBitmap ? Posting.BitmapKind : Posting.NumbersKind) | (confidences.IsEmpty ? 0 : Posting.ConfidenceFlag)
        );
        to.GetSpan(1)[0] = kind;
        to.Advance(1);
        WriteDirectory(to, slots);
        if (asBitmap)
        {
            var bits = to.GetSpan(Bits.Words * 8)[..(Bits.Words * 8)];
            bits.Clear();
            var words = MemoryMarshal.Cast<byte, ulong>(bits);
            foreach (var slot in slots)
            {
                Bits.Set(words, slot & 0xFFFF);
            }

            to.Advance(bits.Length);
        }
        else
        {
            var lows = MemoryMarshal.Cast<byte, ushort>(to.GetSpan(2 * slots.Length)[..(2 * slots.Length)]);
            for (var i = 0; i < slots.Length; i++)
            {
                lows[i] = (ushort)slots[i];
            }

            to.Advance(2 * slots.Length);
        }

        to.Write(MemoryMarshal.AsBytes(confidences));
    }

    private static void WriteDirectory(ArrayBufferWriter<byte> to, ReadOnlySpan<int> slots)
    {
        var number = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            number += i == 0 || slots[i] >> 16 != slots[i - 1] >> 16 ? 1 : 0;
        }

        VarInt.Write(to, (ulong)number);
        var before = -1;
        for (var i = 0; i < slots.Length; )
        {
            var chunk = slots[i] >> 16;
            var end = i + 1;
            while (end < slots.Length && slots[end] >> 16 == chunk)
            {
                end++;
            }

            VarInt.Write(to, (ulong)(chunk - before - 1));
            VarInt.Write(to, (ulong)(end - i));
            (before, i) = (chunk, end);
        }
    }
}
