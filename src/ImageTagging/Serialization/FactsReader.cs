using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>Reads what <see cref="FactsWriter"/> wrote.</summary>
internal static class FactsReader
{
    /// <summary>Reads facts where the reader stands on their first token; leaves it on the last.</summary>
    /// <exception cref="JsonException">They are no facts.</exception>
    public static PhotoFacts Read(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        var facts = new PhotoFacts();
        while (JsonParts.NextMember(ref reader))
        {
            var name = reader.GetString();
            reader.Read();
            facts = name switch
            {
                "taken" => facts with { Taken = Fact(ref reader, Time) },
                "make" => facts with { CameraMake = Fact(ref reader, Text) },
                "model" => facts with { CameraModel = Fact(ref reader, Text) },
                "lens" => facts with { Lens = Fact(ref reader, Text) },
                "focal_length" => facts with { FocalLength = Fact(ref reader, Number) },
                "exposure_time" => facts with { ExposureTime = Fact(ref reader, Number) },
                "aperture" => facts with { Aperture = Fact(ref reader, Number) },
                "iso" => facts with { Iso = Fact(ref reader, Whole) },
                "duration" => facts with { Duration = Fact(ref reader, Milliseconds) },
                "position" => facts with { Position = Fact(ref reader, Position) },
                "place" => facts with { Place = Fact(ref reader, Place) },
                "title" => facts with { Title = Fact(ref reader, Text) },
                "description" => facts with { Description = Fact(ref reader, Text) },
                "rating" => facts with { Rating = Fact(ref reader, Whole) },
                "favourite" => facts with { IsFavourite = Fact(ref reader, Flag) },
                "orientation" => facts with { Orientation = Fact(ref reader, Whole) },
                "artist" => facts with { Artist = Fact(ref reader, Text) },
                "rights" => facts with { Rights = Fact(ref reader, Text) },
                "burst" => facts with { BurstId = Fact(ref reader, Text) },
                "live_photo" => facts with { LivePhotoId = Fact(ref reader, Text) },
                "people" => facts with { People = JsonParts.Many(ref reader, ReadPerson) },
                _ => Skip(ref reader, facts),
            };
        }

        return facts;
    }

    private static PhotoFacts Skip(ref Utf8JsonReader reader, PhotoFacts facts)
    {
        reader.Skip();
        return facts;
    }

    // A value leaves the reader behind itself, so that a longer one of a newer version can be passed over.
    private static Fact<T> Fact<T>(ref Utf8JsonReader reader, JsonParts.ReadOne<T> value)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A list is wanted.");
        }

        reader.Read();
        var source = FactsWriter.Source(JsonParts.String(ref reader));
        reader.Read();
        var read = value(ref reader);
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            reader.Read();
        }

        return new(read, source);
    }

    private static Fact<PhotoPerson> ReadPerson(ref Utf8JsonReader reader) => Fact(ref reader, Person);

    private static string Text(ref Utf8JsonReader reader)
    {
        var text = JsonParts.String(ref reader);
        reader.Read();
        return text;
    }

    private static double Number(ref Utf8JsonReader reader)
    {
        var number = reader.GetDouble();
        reader.Read();
        return number;
    }

    private static int Whole(ref Utf8JsonReader reader)
    {
        var number = reader.GetInt32();
        reader.Read();
        return number;
    }

    private static TimeSpan Milliseconds(ref Utf8JsonReader reader)
    {
        var most = TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;
        var span = TimeSpan.FromTicks(Math.Clamp(reader.GetInt64(), -most, most) * TimeSpan.TicksPerMillisecond);
        reader.Read();
        return span;
    }

    private static bool Flag(ref Utf8JsonReader reader)
    {
        var flag = reader.GetBoolean();
        reader.Read();
        return flag;
    }

    private static PhotoTime Time(ref Utf8JsonReader reader)
    {
        var certainty = FactsWriter.Certainty(Text(ref reader));
        var local = DateTime.UnixEpoch.AddTicks(reader.GetInt64() * TimeSpan.TicksPerMillisecond);
        reader.Read();
        var offset = reader.TokenType == JsonTokenType.Number ? TimeSpan.FromMinutes(Whole(ref reader)) : (TimeSpan?)null;
        return new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset, certainty);
    }

    private static PhotoPosition Position(ref Utf8JsonReader reader) =>
        new(Number(ref reader), Number(ref reader), reader.TokenType == JsonTokenType.Number ? Number(ref reader) : null);

    private static PhotoPlace Place(ref Utf8JsonReader reader) =>
        new(MaybeText(ref reader), MaybeText(ref reader), MaybeText(ref reader), MaybeText(ref reader), MaybeText(ref reader));

    private static string? MaybeText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            return Text(ref reader);
        }

        reader.Read();
        return null;
    }

    private static PhotoPerson Person(ref Utf8JsonReader reader)
    {
        var name = Text(ref reader);
        return new(
            name,
            reader.TokenType == JsonTokenType.Number
                ? new BoundingBox(Number(ref reader), Number(ref reader), Number(ref reader), Number(ref reader))
                : null
        );
    }
}
