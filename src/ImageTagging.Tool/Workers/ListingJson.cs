using System.Globalization;
using System.Text.Json;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Workers;

/// <summary>Listings and key ranges as JSON objects.</summary>
internal static class ListingJson
{
    public static void Write(Utf8JsonWriter w, string source, ImageListing listing)
    {
        w.WriteString("source", source);
        w.WriteString("key", listing.Key);
        w.WriteString("location", listing.Location);
        w.WriteNumber("size", listing.Size);
        w.WriteString("modifiedAt", Time(listing.ModifiedAt));
        if (listing.Version is { } version)
        {
            w.WriteString("version", version);
        }

        if (listing.VersionId is { } id)
        {
            w.WriteString("versionId", id);
        }

        if (listing.Contents.Count > 0)
        {
            w.WriteStartArray("contents");
            foreach (var content in listing.Contents)
            {
                w.WriteStringValue(content.Text);
            }

            w.WriteEndArray();
        }

        if (listing.Unreadable is { } reason)
        {
            w.WriteStartObject("unreadable");
            w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(reason.Kind.ToString()));
            w.WriteString("code", reason.Code);
            w.WriteString("message", SettingWords.In(reason.Message));
            w.WriteEndObject();
        }

        w.WriteString("listedAt", Time(listing.ListedAt));
    }

    public static void Write(Utf8JsonWriter w, KeyRange range)
    {
        w.WriteString("from", range.From);
        w.WriteString("before", range.Before);
    }

    /// <summary>Reads a listing.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static ImageListing Read(JsonElement line, string source, DateTimeOffset now)
    {
        if (Text(line, "source") is { } of && !string.Equals(of, source, StringComparison.Ordinal))
        {
            throw new FormatException($"The listing is of the source '{of}', this worker's is '{source}'.");
        }

        var key = Text(line, "key") is { Length: > 0 } given ? given : throw new FormatException("The listing has no key.");
        return new()
        {
            Key = key,
            Location = Location(source, key),
            Size =
                line.TryGetProperty("size", out var size)
                && size.ValueKind == JsonValueKind.Number
                && size.TryGetInt64(out var s)
                && s >= 0
                    ? s
                    : throw new FormatException("The listing has no size in bytes."),
            ModifiedAt = Time(line, "modifiedAt") ?? throw new FormatException("The listing has no modifiedAt."),
            Version = Text(line, "version"),
            VersionId = Text(line, "versionId"),
            Contents = Contents(line),
            Unreadable = Unreadable(line),
            ListedAt = Time(line, "listedAt") ?? now,
        };
    }

    /// <summary>The kind that a line says it is; null where it does not say.</summary>
    public static string? TypeOf(JsonElement line) =>
        line.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>Reads a range. A member that is misspelt would else stand for every key there is.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static KeyRange ReadRange(JsonElement line)
    {
        foreach (var member in line.EnumerateObject())
        {
            if (
                !(
                    member.NameEquals("type")
                    || member.NameEquals("from")
                    || member.NameEquals("before")
                    || member.NameEquals("count")
                )
            )
            {
                throw new FormatException($"A range has no member '{member.Name}'; it has from and before.");
            }
        }

        return line.TryGetProperty("from", out _) && line.TryGetProperty("before", out _)
            ? new(Text(line, "from") ?? "", Text(line, "before"))
            : throw new FormatException("A range has both from and before; null stands for the first key and for the end.");
    }

    /// <summary>Reads keys that whoever listed could not list.</summary>
    /// <exception cref="FormatException">It is no gap.</exception>
    public static ListingGap ReadGap(JsonElement line) =>
        new(
            Text(line, "prefix") ?? throw new FormatException("The gap has no prefix."),
            Text(line, "reason") ?? throw new FormatException("The gap has no reason.")
        );

    // What people are shown is where the source itself has the key, whatever the line says.
    private static string Location(string source, string key) =>
        source.Contains("://", StringComparison.Ordinal) ? source + "/" + key : FolderImageSource.LocationOf(source, key);

    private static ContentId[] Contents(JsonElement line)
    {
        if (!line.TryGetProperty("contents", out var all) || all.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (all.ValueKind != JsonValueKind.Array || all.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String))
        {
            throw new FormatException("The listing's contents are no list of texts.");
        }

        return [.. all.EnumerateArray().Select(c => ContentId.Parse(c.GetString()!))];
    }

    private static ImageFailureReason? Unreadable(JsonElement line)
    {
        if (!line.TryGetProperty("unreadable", out var reason) || reason.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return new(
            Enum.TryParse<FailureKind>(Text(reason, "kind"), ignoreCase: true, out var kind) && Enum.IsDefined(kind)
                ? kind
                : FailureKind.Refused,
            Text(reason, "code") ?? "Unreadable",
            Text(reason, "message") ?? "The listing says that it cannot be read."
        );
    }

    private static string? Text(JsonElement line, string name) =>
        !line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"The member '{name}' is no text.");

    // Whole milliseconds, as every engine keeps times.
    private static DateTimeOffset? Time(JsonElement line, string name) =>
        Text(line, name) is not { } text ? null
        // A date in front: others are read as the machine's habits have it, and a time alone is today's.
        : text is [>= '0' and <= '9', _, _, _, '-', _, _, '-', ..]
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds())
        : throw new FormatException($"The member '{name}' is no time such as 2026-11-23T12:00:00Z.");

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
