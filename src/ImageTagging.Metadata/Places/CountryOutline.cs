namespace ImageTagging.Metadata.Places;

/// <summary>One piece of a country: its border, and those of what lies within and is none of it. In ten-thousandths of degrees.</summary>
/// <param name="Country">The country's two letters.</param>
/// <param name="Rings">The outer border first; longitude and latitude of each corner.</param>
internal sealed record CountryOutline(string Country, (int X, int Y)[][] Rings)
{
    private const double Unit = 1e4;
    private readonly (int West, int East, int South, int North) _bounds = (
        Rings[0].Min(c => c.X),
        Rings[0].Max(c => c.X),
        Rings[0].Min(c => c.Y),
        Rings[0].Max(c => c.Y)
    );

    public static CountryOutline Read(ByteReader from)
    {
        var country = from.Text();
        var rings = new (int X, int Y)[from.Number()][];
        for (var r = 0; r < rings.Length; r++)
        {
            rings[r] = new (int X, int Y)[from.Number()];
            var (x, y) = (0, 0);
            for (var i = 0; i < rings[r].Length; i++)
            {
                rings[r][i] = (x += from.Signed(), y += from.Signed());
            }
        }

        return new(country, rings);
    }

    /// <summary>Tells if a position lies in it: a line from there to the east crosses its borders an odd number of times.</summary>
    public bool Contains(double latitude, double longitude)
    {
        var (x, y) = (longitude * Unit, latitude * Unit);
        if (x < _bounds.West || x > _bounds.East || y < _bounds.South || y > _bounds.North)
        {
            return false;
        }

        var isIn = false;
        foreach (var ring in Rings)
        {
            for (var (i, j) = (0, ring.Length - 1); i < ring.Length; j = i++)
            {
                var ((ax, ay), (bx, by)) = (ring[i], ring[j]);
                if (ay > y != by > y && x < ((double)(bx - ax) * (y - ay) / (by - ay)) + ax)
                {
                    isIn = !isIn;
                }
            }
        }

        return isIn;
    }
}
