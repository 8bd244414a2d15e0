namespace ImageTagging.Imaging;

/// <summary>JPEGs that lack their end mark, as cameras and recovery programs leave them.</summary>
internal static class JpegEnd
{
    /// <summary>The content with its end mark where only that is missing; null where it is there, or pixels are missing too.</summary>
    /// <remarks>
    /// A picture that comes in refinements is whole once each coefficient has its last bit: cut between two of them, the decoder
    /// would show a blurred one without a word. What is missing inside of a part, the decoder itself says.
    /// </remarks>
    public static byte[]? Mend(ReadOnlySpan<byte> jpeg)
    {
        // Component, then coefficient: whether its last bit was there.
        var seen = new Dictionary<byte, bool[]>();
        for (var at = 2; at + 4 <= jpeg.Length; )
        {
            var next = jpeg[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= jpeg.Length)
            {
                break;
            }

            at += next;
            var marker = jpeg[at + 1];
            if (marker is 0 or 1 or 0xFF or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            if (marker == 0xD9)
            {
                return null;
            }

            var length = at + 4 <= jpeg.Length ? (jpeg[at + 2] << 8) | jpeg[at + 3] : 0;
            if (length < 2 || at + 2 + length > jpeg.Length)
            {
                return null;
            }

            Note(marker, jpeg.Slice(at + 4, length - 2), seen);
            at += 2 + length;
        }

        return seen.Count > 0 && seen.Values.All(bits => bits.All(isThere => isThere)) ? [.. jpeg, 0xFF, 0xD9] : null;
    }

    private static void Note(byte marker, ReadOnlySpan<byte> segment, Dictionary<byte, bool[]> seen)
    {
        if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
        {
            for (var at = 6; at + 3 <= segment.Length; at += 3)
            {
                seen[segment[at]] = new bool[64];
            }
        }
        else if (marker == 0xDA && segment.Length > 0 && segment.Length >= 4 + (segment[0] * 2))
        {
            var end = 1 + (segment[0] * 2);
            var (from, to, low) = (segment[end], Math.Min(segment[end + 1], (byte)63), segment[end + 2] & 15);
            for (var i = 0; i < segment[0]; i++)
            {
                if (low == 0 && seen.TryGetValue(segment[1 + (i * 2)], out var bits) && from <= to)
                {
                    bits.AsSpan(from..(to + 1)).Fill(true);
                }
            }
        }
    }
}
