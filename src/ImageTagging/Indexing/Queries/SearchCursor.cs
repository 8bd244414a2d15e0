using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ImageTagging.Indexing;

/// <summary>Cursors of engines that page by values: a search's hash, the sort values of a page's last hit, and those that break their ties.</summary>
public static class SearchCursor
{
    /// <summary>Writes a cursor behind a hit.</summary>
    /// <param name="request">The search.</param>
    /// <param name="values">The hit's values.</param>
    /// <returns>The cursor.</returns>
    public static string Write(SearchRequest request, params ReadOnlySpan<string> values)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Hash(request));
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads the values of a request's cursor.</summary>
    /// <param name="request">The search.</param>
    /// <param name="count">How many values a cursor of it has.</param>
    /// <returns>The values; null where the request has no cursor.</returns>
    /// <exception cref="ImageTaggingException">The cursor is none, or of another search (code <c>CursorMismatch</c>).</exception>
    public static IReadOnlyList<string>? Read(SearchRequest request, int count)
    {
        if (request.Cursor is null)
        {
            return null;
        }

        try
        {
            List<string> values = [];
            var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(request.Cursor));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                values.Add(reader.GetString()!);
            }

            if (values.Count == count + 1 && values[0] == Hash(request))
            {
                return values[1..];
            }
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            // Anybody's text: it is answered below as a cursor of another search is.
        }

        throw Mismatch();
    }

    /// <summary>The fault of a cursor that does not fit.</summary>
    /// <returns>The fault, to be thrown (code <c>CursorMismatch</c>).</returns>
    public static ImageTaggingException Mismatch() =>
        new("The cursor belongs to another search; start again without one.")
        {
            Kind = FailureKind.Refused,
            Code = ErrorCodes.CursorMismatch,
        };

    private static string Hash(SearchRequest request)
    {
        var text = new StringBuilder().Append(TagQueryText.ToCanonical(request.Query)).Append('\n').Append((int)request.Sort);
        foreach (var selection in request.Selections.OrderBy(s => s.Field))
        {
            text.Append('\n').Append((int)selection.Field);
            foreach (var value in selection.Values.Order(StringComparer.Ordinal))
            {
                text.Append(RecordTerms.Separator).Append(value);
            }
        }

        if (request.SimilarTo is { } similar)
        {
            text.Append("\nsimilar ").Append(similar.Space);
            foreach (var example in similar.Examples)
            {
                text.Append('\n').Append(example.IsUnlike).Append(example.Image?.Id).Append(example.Embedding?.Space);
                text.Append(example.Embedding is { } given ? Convert.ToHexString(MemoryMarshal.AsBytes(given.Components)) : "");
            }
        }

        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 9));
    }
}
