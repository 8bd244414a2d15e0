using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>Writes the facts of a photograph: each a list that begins with where it stands.</summary>
internal static class FactsWriter
{
    private static readonly string[] s_sources =
    [
        "exif",
        "xmp",
        "iptc",
        "sidecar",
        "takeout",
        "name",
        "time",
        "person",
        "position",
    ];
    private static readonly string[] s_certainties = ["zoned", "instant", "local", "date", "guess"];

    private static readonly (string Name, FactField Field)[] s_given =
    [
        ("rating", FactField.Rating),
        ("favourite", FactField.Favourite),
        ("title", FactField.Title),
    ];

    public static string Name(FactSource source) => s_sources[(int)source];

    public static string Name(TimeCertainty certainty) => s_certainties[(int)certainty];

    /// <summary>The stored name of a fact that people give.</summary>
    public static string Name(FactField given) => s_given.First(g => g.Field == given).Name;

    /// <summary>The fact that people give by this stored name; null where it is none of those.</summary>
    public static FactField? Given(string name) =>
        Array.Find(s_given, g => g.Name == name) is { Name: not null } found ? found.Field : null;

    // What only a newer version knows is the least sure that there is.
    public static FactSource Source(string name) =>
        Array.IndexOf(s_sources, name) is var at && at >= 0 ? (FactSource)at : FactSource.FileTime;

    public static TimeCertainty Certainty(string name) =>
        Array.IndexOf(s_certainties, name) is var at && at >= 0 ? (TimeCertainty)at : TimeCertainty.Guess;

    public static void Write(Utf8JsonWriter writer, PhotoFacts facts)
    {
        writer.WriteStartObject();
        Fact(writer, "taken"u8, facts.Taken, Time);
        Fact(writer, "make"u8, facts.CameraMake, Text);
        Fact(writer, "model"u8, facts.CameraModel, Text);
        Fact(writer, "lens"u8, facts.Lens, Text);
        Fact(writer, "focal_length"u8, facts.FocalLength, Number);
        Fact(writer, "exposure_time"u8, facts.ExposureTime, Number);
        Fact(writer, "aperture"u8, facts.Aperture, Number);
        Fact(writer, "iso"u8, facts.Iso, Whole);
        Fact(writer, "duration"u8, facts.Duration, Milliseconds);
        Fact(writer, "position"u8, facts.Position, Position);
        Fact(writer, "place"u8, facts.Place, Place);
        Fact(writer, "title"u8, facts.Title, Text);
        Fact(writer, "description"u8, facts.Description, Text);
        Fact(writer, "rating"u8, facts.Rating, Whole);
        Fact(writer, "favourite"u8, facts.IsFavourite, static (w, v) => w.WriteBooleanValue(v));
        Fact(writer, "orientation"u8, facts.Orientation, Whole);
        Fact(writer, "artist"u8, facts.Artist, Text);
        Fact(writer, "rights"u8, facts.Rights, Text);
        Fact(writer, "burst"u8, facts.BurstId, Text);
        Fact(writer, "live_photo"u8, facts.LivePhotoId, Text);
        if (facts.People.Count > 0)
        {
            writer.WriteStartArray("people"u8);
            foreach (var person in facts.People)
            {
                List(writer, person, Person);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Fact<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Fact<T>? fact, Action<Utf8JsonWriter, T> value)
    {
        if (fact is not null)
        {
            writer.WritePropertyName(name);
            List(writer, fact, value);
        }
    }

    private static void List<T>(Utf8JsonWriter writer, Fact<T> fact, Action<Utf8JsonWriter, T> value)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(Name(fact.Source));
        value(writer, fact.Value);
        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    private static void Number(Utf8JsonWriter writer, double value) => writer.WriteNumberValue(JsonParts.Finite(value));

    private static void Whole(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    private static void Milliseconds(Utf8JsonWriter writer, TimeSpan value) =>
        writer.WriteNumberValue(value.Ticks / TimeSpan.TicksPerMillisecond);

    private static void Time(Utf8JsonWriter writer, PhotoTime time)
    {
        writer.WriteStringValue(Name(time.Certainty));
        writer.WriteNumberValue((time.Local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond);
        if (time.Offset is { } offset)
        {
            writer.WriteNumberValue((int)offset.TotalMinutes);
        }
    }

    private static void Position(Utf8JsonWriter writer, PhotoPosition place)
    {
        Number(writer, place.Latitude);
        Number(writer, place.Longitude);
        if (place.Altitude is { } altitude)
        {
            Number(writer, altitude);
        }
    }

    private static void Place(Utf8JsonWriter writer, PhotoPlace place)
    {
        writer.WriteStringValue(place.Country);
        writer.WriteStringValue(place.CountryCode);
        writer.WriteStringValue(place.Region);
        writer.WriteStringValue(place.City);
        writer.WriteStringValue(place.Sublocation);
    }

    private static void Person(Utf8JsonWriter writer, PhotoPerson person)
    {
        writer.WriteStringValue(person.Name);
        if (person.Box is { } box)
        {
            Number(writer, box.Left);
            Number(writer, box.Top);
            Number(writer, box.Width);
            Number(writer, box.Height);
        }
    }
}
