using ImageTagging.Indexing;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The second pair of columns of a slot: when the picture was taken, and where.</summary>
internal static class PhotoColumns
{
    /// <summary>The table that keeps them.</summary>
    public const string Table = "photo_columns";

    /// <summary>The time of a picture of which it is not known.</summary>
    public const long NoTime = long.MinValue;

    // Positions in millionths of a degree are one number of seven bytes.
    private const long Longitudes = 360_000_001;
    private const int North = 90_000_000;
    private const int East = 180_000_000;

    public static (long Taken, long Position) Of(ImageRecord record) =>
        (
            FactTerms.Taken(record) ?? NoTime,
            FactTerms.Position(record) is { } place ? ((place.Latitude + North) * Longitudes) + place.Longitude + East + 1 : 0
        );

    /// <summary>A stored position; null where it is not known.</summary>
    public static MicroDegrees? PositionOf(long number) =>
        number <= 0 ? null : new((int)((number - 1) / Longitudes) - North, (int)((number - 1) % Longitudes) - East);
}
