using System.Text.Json;

namespace ImageTagging.Serialization;

// Values that stand in many places of a record.
internal static class JsonParts
{
    private const long FirstMillisecond = -62_135_596_800_000;
    private const long LastMillisecond = 253_402_300_799_999;

    public delegate T ReadOne<out T>(ref Utf8JsonReader reader);

    public static void Text(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void Texts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
    }

    public static void Contents(Utf8JsonWriter writer, IReadOnlyList<ContentId> contents)
    {
        if (contents.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("contents"u8);
        for (var i = 0; i < contents.Count; i++)
        {
            writer.WriteStringValue(contents[i].Text);
        }

        writer.WriteEndArray();
    }

    public static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Time(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is not { } at)
        {
            return;
        }

        if (at.UtcTicks % TimeSpan.TicksPerMillisecond == 0)
        {
            writer.WriteNumber(name, at.ToUnixTimeMilliseconds());
        }
        else
        {
            writer.WriteNumber(name, (at.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMillisecond);
        }
    }

    // A number that JSON can hold: no number at all counts as 0.
    public static double Finite(double value) => double.IsFinite(value) ? value : 0;

    public static string String(ref Utf8JsonReader reader) =>
        reader.GetString() ?? throw new JsonException("A text is wanted, null is there.");

    public static DateTimeOffset Time(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var whole) && whole is >= FirstMillisecond and <= LastMillisecond
            ? DateTimeOffset.FromUnixTimeMilliseconds(whole)
        : reader.TryGetDecimal(out var parts) && parts is >= FirstMillisecond and <= LastMillisecond
            ? new(DateTime.UnixEpoch.Ticks + (long)(parts * TimeSpan.TicksPerMillisecond), TimeSpan.Zero)
        : throw new JsonException("A time is beyond the calendar.");

    public static ContentId Content(ref Utf8JsonReader reader)
    {
        try
        {
            return ContentId.Parse(String(ref reader));
        }
        catch (FormatException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    public static T[] Many<T>(ref Utf8JsonReader reader, ReadOne<T> one)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A list is wanted.");
        }

        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return [];
        }

        var first = one(ref reader);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return [first];
        }

        List<T> all = [first];
        do
        {
            all.Add(one(ref reader));
            reader.Read();
        } while (reader.TokenType != JsonTokenType.EndArray);
        return [.. all];
    }

    // Steps onto the next member's name; false where the object ends.
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    // Whether the member that the reader stands on has this name; steps onto its value where it has.
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    public static void SkipMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    public static void Object(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is wanted.");
        }
    }

    public static T Wanted<T>(T? value, string name)
        where T : class => value ?? throw new JsonException($"'{name}' is missing.");

    public static T Wanted<T>(T? value, string name)
        where T : struct => value ?? throw new JsonException($"'{name}' is missing.");
}
