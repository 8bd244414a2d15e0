namespace ImageTagging.Metadata;

/// <summary>Positions that can be.</summary>
internal static class FactPositions
{
    /// <summary>The position; null where it is none. What stands at 0, 0 had no reception.</summary>
    public static PhotoPosition? Of(double? latitude, double? longitude, double? altitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180 && (latitude, longitude) != (0, 0)
            ? new(latitude.Value, longitude.Value, altitude is > -12_000 and < 100_000 ? altitude : null)
            : null;
}
