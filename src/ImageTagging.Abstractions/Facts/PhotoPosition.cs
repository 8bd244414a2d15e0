namespace ImageTagging;

/// <summary>Where a photograph was taken.</summary>
/// <param name="Latitude">Degrees north, −90 to 90.</param>
/// <param name="Longitude">Degrees east, −180 to 180.</param>
/// <param name="Altitude">Metres above the sea, negative below; null where it is not known.</param>
public sealed record PhotoPosition(double Latitude, double Longitude, double? Altitude);
