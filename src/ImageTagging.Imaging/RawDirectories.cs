namespace ImageTagging.Imaging;

/// <summary>Looks for JPEGs in the directories of a raw file that is laid out as a TIFF, the makers' own ones included.</summary>
/// <remarks>Every directory is read once, so that no ring of them goes on for ever; their number and entries are bounded.</remarks>
internal sealed class RawDirectories
{
    private const int MostDirectories = 64;
    private const int MostEntries = 1024;
    private const int MostBelow = 16;

    private readonly HashSet<long> _read = [];
    private readonly Queue<long> _ahead = [];
    private readonly List<(long At, long Length)> _previews = [];

    private RawDirectories() { }

    /// <summary>Where JPEGs may lie.</summary>
    public IReadOnlyList<(long At, long Length)> Previews => _previews;

    /// <summary>The orientation; 0 where none is said.</summary>
    public int Orientation { get; private set; }

    /// <summary>True if it says that it is a DNG.</summary>
    public bool IsDng { get; private set; }

    /// <summary>True if a directory holds a sensor's data.</summary>
    public bool HasSensor { get; private set; }

    /// <summary>Who made the camera.</summary>
    public string Make { get; private set; } = "";

    public static RawDirectories Of(ReadOnlySpan<byte> content)
    {
        var found = new RawDirectories();
        var numbers = new TiffNumbers(content, isBig: content[0] == 'M');
        var first = numbers.Long(4);
        found._ahead.Enqueue(first);
        while (found._ahead.TryDequeue(out var at))
        {
            if (at > 0 && at < content.Length && found._read.Count < MostDirectories && found._read.Add(at))
            {
                found.Read(content, numbers, at, at == first);
            }
        }

        return found;
    }

    private void Read(ReadOnlySpan<byte> content, TiffNumbers numbers, long at, bool isFirst)
    {
        int entries = numbers.Short(at);
        long strip = 0,
            stripLength = 0,
            jpeg = 0,
            jpegLength = 0;
        for (var i = 0; i < Math.Min(entries, MostEntries); i++)
        {
            var entry = at + 2 + (i * TiffNumbers.Entry);
            var count = numbers.Long(entry + 4);
            var value = numbers.Value(entry);
            switch (numbers.Short(entry))
            {
                // The JPEG that Panasonic puts in as one value.
                case 0x2E:
                    Add(value, count);
                    break;
                case 0x103:
                    HasSensor |= value is 34713 or 32767 or 32770 or 65535;
                    break;
                // A colour filter array, or what was made linear of it.
                case 0x106:
                    HasSensor |= value is 32803 or 34892;
                    break;
                case 0x10F when isFirst && value < content.Length:
                    var make = content[(int)value..(int)Math.Min(value + Math.Min(count, 32), content.Length)];
                    Make = System.Text.Encoding.Latin1.GetString(make);
                    break;
                case 0x111 when count == 1:
                    strip = value;
                    break;
                case 0x117 when count == 1:
                    stripLength = value;
                    break;
                case 0x112 when isFirst && value is >= 1 and <= 8:
                    Orientation = (int)value;
                    break;
                case 0x14A:
                    for (var below = 0; below < Math.Min(count, MostBelow); below++)
                    {
                        _ahead.Enqueue(count == 1 ? value : numbers.Long(value + (below * 4)));
                    }

                    break;
                case 0x201:
                    jpeg = value;
                    break;
                case 0x202:
                    jpegLength = value;
                    break;
                case 0x8769:
                    _ahead.Enqueue(value);
                    break;
                case 0x927C:
                    ReadMaker(content, numbers, value);
                    break;
                case 0xC612 when isFirst:
                    IsDng = true;
                    break;
            }
        }

        Add(strip, stripLength);
        Add(jpeg, jpegLength);
        _ahead.Enqueue(numbers.Long(at + 2 + (entries * TiffNumbers.Entry)));
    }

    // What a maker's note counts from: the file, or itself. Both are looked at where cameras differ, as only one is a JPEG.
    private void ReadMaker(ReadOnlySpan<byte> content, TiffNumbers numbers, long at)
    {
        if (at <= 0 || at >= content.Length)
        {
            return;
        }

        var note = content[(int)at..];
        if (note.StartsWith("OLYMPUS\0"u8) || note.StartsWith("OM SYSTEM\0"u8))
        {
            var start = note[2] == (byte)' ' ? 12 : 8;
            var own = new TiffNumbers(note, IsBig(note, start));
            Olympus(own, start + 4, at);
        }
        else if (note.StartsWith("OLYMP\0"u8))
        {
            Olympus(numbers, at + 8, 0);
        }
        else if (note.StartsWith("AOC\0"u8))
        {
            Pentax(new(content, IsBig(note, 4)), at + 6, at);
        }
        else if (note.StartsWith("PENTAX \0"u8))
        {
            Pentax(new(content, IsBig(note, 8)), at + 10, at);
        }
        else if (note.StartsWith("Nikon\0"u8) && note.Length > 18)
        {
            var own = new TiffNumbers(note[10..], IsBig(note, 10));
            var preview = Find(own, own.Long(4), 0x11);
            Add(at + 10 + Find(own, preview, 0x201), Find(own, preview, 0x202));
        }
    }

    private static bool IsBig(ReadOnlySpan<byte> note, int at) => at < note.Length && note[at] == 'M';

    private void Olympus(TiffNumbers numbers, long directory, long from)
    {
        var settings = Find(numbers, directory, 0x2020);
        Add(from + Find(numbers, settings, 0x101), Find(numbers, settings, 0x102));
    }

    private void Pentax(TiffNumbers numbers, long directory, long from)
    {
        var (start, length) = (Find(numbers, directory, 4), Find(numbers, directory, 3));
        Add(start, length);
        Add(from + start, length);
    }

    private static long Find(TiffNumbers numbers, long directory, int tag)
    {
        if (directory > 0)
        {
            for (var i = 0; i < Math.Min((int)numbers.Short(directory), MostEntries); i++)
            {
                var entry = directory + 2 + (i * TiffNumbers.Entry);
                if (numbers.Short(entry) == tag)
                {
                    return numbers.Value(entry);
                }
            }
        }

        return 0;
    }

    private void Add(long at, long length)
    {
        if (at > 0 && length > 0 && _previews.Count < MostDirectories * 2)
        {
            _previews.Add((at, length));
        }
    }
}
