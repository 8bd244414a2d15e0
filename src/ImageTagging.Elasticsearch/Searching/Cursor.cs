using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Where a page of hits ended: the query's hash and the last hit's sort values. Needs nothing on the server.</summary>
internal static class Cursor
{
    /// <summary>A hash over what decides which hits come in which order.</summary>
    public static string Hash(ReadOnlySpan<byte> query) => Convert.ToHexStringLower(SHA256.HashData(query).AsSpan(0, 8));

    public static string Write(string hash, JsonElement sortValues)
    {
        using var buffer = new PooledBuffer(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(hash);
            foreach (var value in sortValues.EnumerateArray())
            {
                value.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.Span);
    }

    /// <summary>The sort values behind which the page starts.</summary>
    /// <param name="cursor">What <see cref="Write"/> made.</param>
    /// <param name="hash">The hash of the present query.</param>
    /// <param name="fields">The fields of the present order.</param>
    /// <exception cref="ImageTaggingException">It is another query's cursor, or none.</exception>
    public static IReadOnlyList<JsonElement> Read(string cursor, string hash, IReadOnlyList<string> fields)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            JsonElement[] parts = [.. json.RootElement.EnumerateArray().Select(p => p.Clone())];
            if (
                parts.Length == fields.Count + 1
                && parts[0].ValueKind == JsonValueKind.String
                && parts[0].ValueEquals(hash)
                && parts.Skip(1).Zip(fields).All(p => Fits(p.First, p.Second))
            )
            {
                return parts[1..];
            }
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            // Said below.
        }

        throw new ImageTaggingException("The cursor belongs to another search; start again from the first page.")
        {
            Kind = FailureKind.Refused,
            Code = ErrorCodes.CursorMismatch,
        };
    }

    // What the server would refuse is told as what it is: no cursor of ours.
    private static bool Fits(JsonElement value, string field) =>
        field switch
        {
            "_score" => value.TryGetDouble(out var score) && double.IsFinite(score),
            "modified_at" or "size" or "taken" => value.TryGetInt64(out _),
            _ => value.ValueKind == JsonValueKind.String,
        };
}
