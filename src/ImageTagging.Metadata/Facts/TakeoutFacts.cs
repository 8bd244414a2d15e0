using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Metadata;

/// <summary>The facts of the file that Google Takeout puts beside a picture.</summary>
internal static class TakeoutFacts
{
    private const int MostBytes = 1 << 20;

    /// <summary>The facts; null where the file is none of Takeout's.</summary>
    public static PhotoFacts? Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
        {
            return null;
        }

        try
        {
            json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 32, AllowTrailingCommas = true });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? Read(root) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Names may hold half a character of two as well.
            return null;
        }
    }

    private static PhotoFacts Read(JsonElement root)
    {
        var place = Member(root, "geoData");
        var other = Member(root, "geoDataExif");
        var people = Member(root, "people") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Take(64).Select(p => FactText.Clean(Text(p, "name"))).OfType<string>()
            : [];
        return new()
        {
            Taken = Fact(Time(Member(root, "photoTakenTime"))),
            Position = Fact(Position(place) ?? Position(other)),
            Description = Fact(FactText.Clean(Text(root, "description"))),
            IsFavourite = Member(root, "favorited") is { ValueKind: JsonValueKind.True } ? new(true, FactSource.Takeout) : null,
            People =
            [
                .. people
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(name => new Fact<PhotoPerson>(new(name, null), FactSource.Takeout)),
            ],
        };
    }

    private static Fact<T>? Fact<T>(T? value)
        where T : notnull => value is null ? null : new(value, FactSource.Takeout);

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? of, string name)
    {
        try
        {
            return Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A half of a character of two.
            return null;
        }
    }

    private static PhotoTime? Time(JsonElement? time) =>
        long.TryParse(Text(time, "timestamp"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > -4_500_000_000 and < 100_000_000_000
            ? new(DateTime.UnixEpoch.AddSeconds(seconds), TimeSpan.Zero, TimeCertainty.Instant)
            : null;

    private static PhotoPosition? Position(JsonElement? place) =>
        FactPositions.Of(
            Number(place, "latitude"),
            Number(place, "longitude"),
            Number(place, "altitude") is not 0 and var metres ? metres : null
        );

    private static double? Number(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;
}
