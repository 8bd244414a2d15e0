using System.IO.Compression;
using System.Text;

namespace ImageTagging.Metadata.Places;

/// <summary>Tells country, region and town of a position, of tables that come with this library: nothing is asked for over a network.</summary>
/// <remarks>
/// Countries are found by their outlines, which are coarse at sea, so that a boat near a coast is still there. The town is the one whose
/// houses reach farthest around the position: how far they reach grows with its inhabitants. Only towns of the same country count.
/// Read when first asked for: about 8 MB. Threads may share it.
/// </remarks>
internal sealed class PlaceTable
{
    // What a town's inhabitants make of its reach, and the most of it: 1,000 reach 0.4 km, a million 12.6.
    private const double ReachOfOne = 0.0126;
    private const double LongestReach = 15;

    // Beyond its houses a town still names where one is, and its region longer.
    private const double Around = 30;
    private const double AroundOfRegion = 150;
    private const double KilometresOfDegree = 111.2;
    private const double Unit = 1e3;

    private static readonly Lazy<PlaceTable> s_shared = new(Read);

    private readonly CountryOutline[] _outlines;
    private readonly (string Country, string Region)[] _regions;
    private readonly int[] _longitudes;
    private readonly int[] _latitudes;
    private readonly ushort[] _region;
    private readonly byte[] _sizes;
    private readonly byte[] _names;
    private readonly int[] _nameEnds;

    // Where the towns of each degree of latitude begin; within one they stand from west to east.
    private readonly int[] _rows = new int[181];

    private PlaceTable(ByteReader from)
    {
        _outlines = new CountryOutline[from.Number()];
        for (var i = 0; i < _outlines.Length; i++)
        {
            _outlines[i] = CountryOutline.Read(from);
        }

        _regions = new (string, string)[from.Number()];
        for (var i = 0; i < _regions.Length; i++)
        {
            var parts = from.Text().Split('\t');
            _regions[i] = (parts[0], parts[1]);
        }

        var count = from.Number();
        _longitudes = Numbers(from, count);
        _latitudes = Numbers(from, count);
        _region = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            _region[i] = (ushort)from.Number();
        }

        _sizes = from.Bytes(count).ToArray();
        _names = from.Bytes(from.Number()).ToArray();
        _nameEnds = new int[count];
        var end = 0;
        for (var i = 0; i < count; i++)
        {
            var next = _names.AsSpan(end).IndexOf((byte)'\n');
            _nameEnds[i] = end = next < 0 ? _names.Length : end + next;
            end++;
        }

        for (var (row, i) = (0, 0); row < _rows.Length; row++)
        {
            while (i < count && Row(_latitudes[i]) < row)
            {
                i++;
            }

            _rows[row] = i;
        }
    }

    /// <summary>The tables that come with this library.</summary>
    public static PlaceTable Shared => s_shared.Value;

    /// <summary>A place by the words of people, and for the rest by its position.</summary>
    /// <param name="written">What they wrote; null for nothing.</param>
    /// <param name="position">The position; null where it is not known.</param>
    /// <returns>The place; null where nothing is known of it.</returns>
    public static Fact<PhotoPlace>? Of(Fact<PhotoPlace>? written, PhotoPosition? position)
    {
        if (position is null || written is { Value: { CountryCode: not null, Region: not null, City: not null } })
        {
            return written;
        }

        var found = Shared.Find(position.Latitude, position.Longitude);
        if (found is null || written is null)
        {
            return found is null ? written : new(found, FactSource.Position);
        }

        // A picture of another country keeps what was written, since its position is that of whoever scanned or sent it.
        var place = written.Value;
        return place.Country is not null && place.CountryCode != found.CountryCode
            ? written
            : written with
            {
                Value = place with
                {
                    Country = place.Country ?? found.Country,
                    CountryCode = found.CountryCode,
                    Region = place.Region ?? (place.City is null || place.City == found.City ? found.Region : null),
                    City = place.City ?? (place.Region is null || place.Region == found.Region ? found.City : null),
                },
            };
    }

    /// <summary>The place of a position; null at sea.</summary>
    public PhotoPlace? Find(double latitude, double longitude)
    {
        if (
            latitude is not (>= -90 and <= 90)
            || longitude is not (>= -180 and <= 180)
            || Array.Find(_outlines, o => o.Contains(latitude, longitude)) is not { Country: var country }
        )
        {
            return null;
        }

        var (town, beyond) = Nearest(latitude, longitude, country);
        var region = town >= 0 && beyond <= AroundOfRegion ? _regions[_region[town]].Region : "";
        return new(
            CountryNames.NameOf(country),
            country,
            region.Length > 0 ? region : null,
            town >= 0 && beyond <= Around ? NameOf(town) : null,
            Sublocation: null
        );
    }

    private (int Town, double Beyond) Nearest(double latitude, double longitude, string country)
    {
        var (best, least) = (-1, AroundOfRegion);
        var here = Row((int)Math.Floor(latitude * Unit));
        var eastScale = Math.Cos(double.DegreesToRadians(latitude)) * KilometresOfDegree;
        // Rows from here outwards, until none can hold a nearer one.
        for (var away = 0; away <= 3 && (away - 1) * KilometresOfDegree < least + LongestReach; away++)
        {
            Look(here + away);
            if (away > 0)
            {
                Look(here - away);
            }
        }

        return (best, least);

        void Look(int row)
        {
            if (row is < 0 or > 179)
            {
                return;
            }

            var width = (int)Math.Min(180 * Unit, (least + LongestReach) / Math.Max(eastScale, 1e-3) * Unit) + 1;
            var middle = (int)Math.Round(longitude * Unit);
            Range(row, middle - width, middle + width);
            // Around the line where days begin.
            Range(row, middle - width + 360_000, middle + width + 360_000);
            Range(row, middle - width - 360_000, middle + width - 360_000);
        }

        void Range(int row, int from, int to)
        {
            if (to < -180_000 || from > 180_000)
            {
                return;
            }

            var (start, end) = (_rows[row], _rows[row + 1]);
            for (var i = start + First(_longitudes.AsSpan(start, end - start), from); i < end && _longitudes[i] <= to; i++)
            {
                var east = Math.Abs((_longitudes[i] / Unit) - longitude);
                east = Math.Min(east, 360 - east) * eastScale;
                var north = ((_latitudes[i] / Unit) - latitude) * KilometresOfDegree;
                var beyond = Math.Sqrt((east * east) + (north * north)) - Reach(_sizes[i]);
                if (beyond < least && _regions[_region[i]].Country == country)
                {
                    (best, least) = (i, beyond);
                }
            }
        }
    }

    private static int First(ReadOnlySpan<int> sorted, int from)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // Sizes are in eighths of a power of two.
    private static double Reach(byte size) =>
        size == 0 ? 0 : Math.Min(LongestReach, ReachOfOne * Math.Sqrt(Math.Pow(2, size / 8d)));

    private string NameOf(int town)
    {
        var start = town == 0 ? 0 : _nameEnds[town - 1] + 1;
        return Encoding.UTF8.GetString(_names.AsSpan(start, _nameEnds[town] - start));
    }

    private static int Row(int latitude) => Math.Clamp((int)Math.Floor(latitude / Unit) + 90, 0, 179);

    private static int[] Numbers(ByteReader from, int count)
    {
        var numbers = new int[count];
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            numbers[i] = last += from.Signed();
        }

        return numbers;
    }

    private static PlaceTable Read()
    {
        using var stream = typeof(PlaceTable).Assembly.GetManifestResourceStream("places.bin")!;
        using var packed = new BrotliStream(stream, CompressionMode.Decompress);
        using var bytes = new MemoryStream(3 << 20);
        packed.CopyTo(bytes);
        return new(new(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)));
    }
}
