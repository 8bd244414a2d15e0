using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>When, where and with what a photograph was taken, for people and as JSON.</summary>
internal static class PhotoWords
{
    private static readonly string[] s_sources =
    [
        "EXIF",
        "XMP",
        "IPTC",
        "a file beside it",
        "Google Takeout",
        "its name",
        "the file's time",
        "a person",
        "its position",
    ];

    /// <summary>The time by the clock of the place, as far as it is known.</summary>
    public static string Taken(PhotoTime time) =>
        time.Certainty == TimeCertainty.Date
            ? time.Local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : time.Local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                + (
                    time.Certainty == TimeCertainty.Instant ? "Z"
                    : time.Offset is { } offset && time.Certainty == TimeCertainty.Zoned
                        ? (offset < TimeSpan.Zero ? " -" : " +") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)
                    : ""
                );

    public static IEnumerable<string> Lines(PhotoFacts facts)
    {
        (string Name, string? Value)[] lines =
        [
            ("taken", facts.Taken is { } taken ? $"{Taken(taken.Value)} (from {s_sources[(int)taken.Source]})" : null),
            ("with", Joined(facts.Camera, facts.Lens?.Value, Exposure(facts))),
            ("length", facts.Duration is { } length ? Length(length.Value) : null),
            ("at", facts.Position is { } place ? Place(place.Value) : null),
            ("place", facts.Place is { } where ? where.Value.Name : null),
            ("title", facts.Title?.Value),
            ("description", facts.Description?.Value.ReplaceLineEndings(" ")),
            ("people", Joined([.. facts.People.Select(p => p.Value.Name)])),
            ("rating", Joined(Stars(facts.Rating?.Value), facts.IsFavourite is { Value: true } ? "favourite" : null)),
            ("by", Joined(facts.Artist?.Value, facts.Rights?.Value)),
        ];
        return lines.Where(l => l.Value is not null).Select(l => $"  {l.Name}: {l.Value}");
    }

    public static void Write(Utf8JsonWriter w, PhotoFacts facts)
    {
        w.WriteStartObject("facts");
        if (facts.Taken is { } taken)
        {
            w.WriteStartObject("taken");
            w.WriteString("local", taken.Value.Local.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture));
            if (taken.Value.Offset is { } offset)
            {
                w.WriteNumber("offsetMinutes", (int)offset.TotalMinutes);
            }

            w.WriteString("certainty", Lower(taken.Value.Certainty));
            w.WriteString("from", Lower(taken.Source));
            w.WriteEndObject();
        }

        Text(w, "camera", facts.Camera);
        Text(w, "lens", facts.Lens?.Value);
        Number(w, "focalLength", facts.FocalLength?.Value);
        Number(w, "exposureTime", facts.ExposureTime?.Value);
        Number(w, "aperture", facts.Aperture?.Value);
        Number(w, "iso", facts.Iso?.Value);
        Number(w, "duration", facts.Duration?.Value.TotalSeconds);
        Number(w, "latitude", facts.Position?.Value.Latitude);
        Number(w, "longitude", facts.Position?.Value.Longitude);
        Number(w, "altitude", facts.Position?.Value.Altitude);
        if (facts.Place is { } place)
        {
            w.WriteStartObject("place");
            Text(w, "country", place.Value.Country);
            Text(w, "countryCode", place.Value.CountryCode);
            Text(w, "region", place.Value.Region);
            Text(w, "city", place.Value.City);
            Text(w, "sublocation", place.Value.Sublocation);
            Text(w, "from", Lower(place.Source));
            w.WriteEndObject();
        }

        Text(w, "title", facts.Title?.Value);
        Text(w, "description", facts.Description?.Value);
        Number(w, "rating", facts.Rating?.Value);
        if (facts.IsFavourite is { } favourite)
        {
            w.WriteBoolean("favourite", favourite.Value);
        }

        Text(w, "artist", facts.Artist?.Value);
        Text(w, "rights", facts.Rights?.Value);
        w.WriteStartArray("people");
        foreach (var person in facts.People)
        {
            w.WriteStringValue(person.Value.Name);
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static string? Exposure(PhotoFacts facts) =>
        Joined(
            facts.ExposureTime?.Value is { } time
                ? time < 0.5
                    ? string.Create(CultureInfo.InvariantCulture, $"1/{Math.Round(1 / time)} s")
                    : string.Create(CultureInfo.InvariantCulture, $"{time:0.#} s")
                : null,
            facts.Aperture?.Value is { } aperture ? string.Create(CultureInfo.InvariantCulture, $"f/{aperture:0.#}") : null,
            facts.Iso?.Value is { } iso ? string.Create(CultureInfo.InvariantCulture, $"ISO {iso}") : null,
            facts.FocalLength?.Value is { } length ? string.Create(CultureInfo.InvariantCulture, $"{length:0.#} mm") : null
        );

    // 0:07, 12:34, 1:02:03.
    private static string Length(TimeSpan length) =>
        length.TotalHours < 1
            ? length.ToString("m\\:ss", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours}:{length:mm\\:ss}");

    private static string Place(PhotoPosition place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Latitude:0.######}, {place.Longitude:0.######}")
        + (place.Altitude is { } metres ? string.Create(CultureInfo.InvariantCulture, $", {metres:0} m") : "");

    private static string? Stars(int? rating) =>
        rating switch
        {
            null => null,
            < 0 => "rejected",
            1 => "1 star",
            { } stars => string.Create(CultureInfo.InvariantCulture, $"{stars} stars"),
        };

    private static string? Joined(params ReadOnlySpan<string?> parts)
    {
        var there = new List<string>();
        foreach (var part in parts)
        {
            if (part is not null)
            {
                there.Add(part);
            }
        }

        return there.Count == 0 ? null : string.Join(", ", there);
    }

    private static void Text(Utf8JsonWriter w, string name, string? value)
    {
        if (value is not null)
        {
            w.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter w, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            w.WriteNumber(name, number);
        }
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
