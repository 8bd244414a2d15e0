using System.Globalization;
using ImageTagging.Indexing;

namespace ImageTagging.Querying;

/// <summary>A place and how far around it, as people write them: <c>48.2,16.4,5km</c>, <c>48.2,16.4,500m</c>.</summary>
internal static class PlaceText
{
    /// <summary>Reads one; null where it is none.</summary>
    public static NearQuery? Parse(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != 3)
        {
            return null;
        }

        var distance = parts[2].Trim();
        var inKilometres = distance.EndsWith("km", StringComparison.OrdinalIgnoreCase);
        distance =
            inKilometres ? distance[..^2]
            : distance.EndsWith('m') ? distance[..^1]
            : "";
        return
            Number(parts[0]) is { } north
            && Number(parts[1]) is { } east
            && Number(distance) is { } far
            && new NearQuery(north, east, inKilometres ? far : far / 1000) is var near
            && FactTerms.FaultOf(near) is null
            ? near
            : null;
    }

    /// <summary>Writes one so that it is read as it was.</summary>
    public static string Write(NearQuery near) =>
        string.Create(CultureInfo.InvariantCulture, $"{near.Latitude:R},{near.Longitude:R},{near.Kilometres:R}km");

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
