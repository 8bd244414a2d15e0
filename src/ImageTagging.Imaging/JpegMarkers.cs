namespace ImageTagging.Imaging;

/// <summary>The markers of a JPEG, one after the other, past what is coded between them.</summary>
internal ref struct JpegMarkers(ReadOnlySpan<byte> jpeg)
{
    private readonly ReadOnlySpan<byte> _jpeg = jpeg;
    private int _next = 2;

    /// <summary>The byte that follows the 0xFF.</summary>
    public byte Marker { get; private set; }

    /// <summary>Where the marker's 0xFF lies.</summary>
    public int At { get; private set; }

    /// <summary>The content of the marker's segment; empty for the end mark and for a segment that is cut off.</summary>
    public ReadOnlySpan<byte> Segment { get; private set; }

    /// <summary>True if the segment is not there as a whole.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Goes on to the next marker with a segment, or to the end mark.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (_next + 2 <= _jpeg.Length)
        {
            var at = _jpeg[_next..].IndexOf((byte)0xFF);
            if (at < 0 || _next + at + 1 >= _jpeg.Length)
            {
                return false;
            }

            at += _next;
            var marker = _jpeg[at + 1];
            // Coded bytes, filling, restarts.
            if (marker is 0 or 1 or 0xFF or (>= 0xD0 and <= 0xD8))
            {
                _next = at + (marker == 0xFF ? 1 : 2);
                continue;
            }

            (Marker, At) = (marker, at);
            var length = at + 4 <= _jpeg.Length ? (_jpeg[at + 2] << 8) | _jpeg[at + 3] : 0;
            IsCut = marker != 0xD9 && (length < 2 || at + 2 + length > _jpeg.Length);
            Segment = marker == 0xD9 || IsCut ? [] : _jpeg.Slice(at + 4, length - 2);
            _next = at + 2 + (marker == 0xD9 || IsCut ? 0 : length);
            return true;
        }

        return false;
    }
}
