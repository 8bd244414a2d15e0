namespace ImageTagging.Imaging;

/// <summary>JPEGs whose end is not as it should be, as cameras, cards and recovery programs leave them.</summary>
internal static class JpegEnd
{
    private const int MostOther = 4096;

    /// <summary>The content with its end mark where only that is missing; null where it is there, or pixels are missing too.</summary>
    /// <remarks>
    /// A picture that comes in refinements is whole once each coefficient has its last bit: cut between two of them, the decoder
    /// would show a blurred one without a word. What is missing inside of a part, the decoder itself says.
    /// </remarks>
    public static byte[]? Mend(ReadOnlySpan<byte> jpeg)
    {
        // Component, then coefficient: whether its last bit was there.
        var seen = new Dictionary<byte, bool[]>();
        var markers = new JpegMarkers(jpeg);
        while (markers.Read())
        {
            if (markers.Marker == 0xD9 || markers.IsCut)
            {
                return null;
            }

            Note(markers.Marker, markers.Segment, seen);
        }

        return seen.Count > 0 && seen.Values.All(bits => bits.All(isThere => isThere)) ? [.. jpeg, 0xFF, 0xD9] : null;
    }

    /// <summary>The same picture with other bits wherever a part of its pixels ends.</summary>
    /// <remarks>
    /// Who decodes a part that is whole never comes to them, and shows the same pixels. Who decodes one that is cut does: where a
    /// decoder had gone on with zeros, it now shows something else.
    /// </remarks>
    public static byte[] WithOtherBits(ReadOnlySpan<byte> jpeg)
    {
        var ends = EndsOfParts(jpeg);
        // No more in all than the picture has, whatever number of restarts it claims.
        var other = new byte[Math.Clamp(jpeg.Length / Math.Max(1, ends.Count), 1, MostOther)];
        for (var i = 0; i < other.Length; i++)
        {
            // Anything but an even pattern, and never a marker.
            other[i] = (byte)(((i * 0x9D) ^ (i >> 3) ^ 0x5A) & 0x7F);
        }

        var changed = new byte[jpeg.Length + (ends.Count * other.Length)];
        var (from, to) = (0, 0);
        foreach (var end in ends)
        {
            jpeg[from..end].CopyTo(changed.AsSpan(to));
            to += end - from;
            other.CopyTo(changed, to);
            to += other.Length;
            from = end;
        }

        jpeg[from..].CopyTo(changed.AsSpan(to));
        return changed;
    }

    // Where the coded bytes of a scan meet a restart or the next marker.
    private static List<int> EndsOfParts(ReadOnlySpan<byte> jpeg)
    {
        var ends = new List<int>();
        var scan = -1;
        var markers = new JpegMarkers(jpeg);
        while (markers.Read())
        {
            NoteEnds(jpeg, scan, markers.At, ends);
            scan = markers is { Marker: 0xDA, IsCut: false } ? markers.At + 4 + markers.Segment.Length : -1;
        }

        NoteEnds(jpeg, scan, jpeg.Length, ends);
        return ends;
    }

    private static void NoteEnds(ReadOnlySpan<byte> jpeg, int scan, int end, List<int> ends)
    {
        if (scan < 0)
        {
            return;
        }

        for (var at = scan; at + 1 < end; at++)
        {
            if (jpeg[at] == 0xFF && jpeg[at + 1] is >= 0xD0 and <= 0xD7)
            {
                Add(jpeg, at);
            }
        }

        Add(jpeg, end);

        // A marker may have more than one 0xFF before it.
        void Add(ReadOnlySpan<byte> bytes, int part)
        {
            while (part > scan && bytes[part - 1] == 0xFF)
            {
                part--;
            }

            ends.Add(part);
        }
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
