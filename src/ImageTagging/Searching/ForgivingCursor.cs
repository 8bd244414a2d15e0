using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using ImageTagging.Querying;

namespace ImageTagging.Searching;

/// <summary>A cursor that keeps the expanded query with it, so that a dictionary that changes between two pages changes no page.</summary>
internal static class ForgivingCursor
{
    // An engine's own cursor, passed through where nothing was expanded, never starts with it.
    private const char Mark = '~';

    public static string? Write(TagQuery asked, TagQuery expanded, string? cursor)
    {
        if (cursor is null || asked == expanded)
        {
            return cursor;
        }

        using var bytes = new MemoryStream();
        using (var packed = new DeflateStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new Utf8JsonWriter(packed))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(TagQueryText.ToCanonical(asked));
            writer.WriteStringValue(TagQueryText.ToCanonical(expanded));
            writer.WriteStringValue(cursor);
            writer.WriteEndArray();
        }

        return Mark + Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The expanded query and the engine's cursor; null where the cursor is the engine's own.</summary>
    /// <exception cref="ImageTaggingException">The cursor belongs to another search (code <c>CursorMismatch</c>).</exception>
    public static (TagQuery Query, string Cursor)? Read(SearchRequest request)
    {
        if (request.Cursor is not { Length: > 0 } text || text[0] != Mark)
        {
            return null;
        }

        try
        {
            using var packed = new DeflateStream(
                new MemoryStream(Base64Url.DecodeFromChars(text.AsSpan(1))),
                CompressionMode.Decompress
            );

            // Anybody may send a cursor: what it unpacks to is bounded before it is read.
            var bytes = new byte[(2 * TagQueryParser.MaxLength) + 16_384];
            var length = packed.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            if (json.RootElement[0].GetString() == TagQueryText.ToCanonical(request.Query))
            {
                return (TagQueryParser.Parse(json.RootElement[1].GetString()!), json.RootElement[2].GetString()!);
            }
        }
        catch (Exception fault)
            when (fault
                    is FormatException
                        or InvalidDataException
                        or JsonException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or ArgumentNullException
                        or TagQuerySyntaxException
            )
        {
            // Answered below as a cursor of another search is.
        }

        throw SearchCursor.Mismatch();
    }
}
