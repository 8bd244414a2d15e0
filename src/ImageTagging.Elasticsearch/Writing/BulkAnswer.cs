using System.Text.Json;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>A server's answer for one item of a bulk request.</summary>
internal readonly record struct BulkAnswer(
    int Status,
    long Sequence,
    long Term,
    string Index,
    string ErrorType,
    string ErrorReason
)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads the answers in the order of the items.</summary>
    /// <exception cref="JsonException">It is no answer to a bulk request, or one to another number of items.</exception>
    public static IReadOnlyList<BulkAnswer> Read(ReadOnlySpan<byte> json, int items)
    {
        var answers = new List<BulkAnswer>(items);
        var reader = new Utf8JsonReader(json);
        var index = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is wanted.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (!isItems)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                // {"create":{…}}
                reader.Read();
                reader.Read();
                answers.Add(ReadOne(ref reader, ref index));
                reader.Read();
            }
        }

        return answers.Count == items ? answers : throw new JsonException($"{answers.Count} answers for {items} items.");
    }

    private static BulkAnswer ReadOne(ref Utf8JsonReader reader, ref string lastIndex)
    {
        var (status, sequence, term, type, reason) = (0, -1L, 0L, "", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                status = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("_seq_no"u8))
            {
                reader.Read();
                sequence = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("_primary_term"u8))
            {
                reader.Read();
                term = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("_index"u8))
            {
                reader.Read();
                lastIndex = reader.ValueTextEquals(lastIndex) ? lastIndex : reader.GetString()!;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                (type, reason) = ReadError(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new(status, sequence, term, lastIndex, type, reason);
    }

    private static (string Type, string Reason) ReadError(ref Utf8JsonReader reader)
    {
        using var error = JsonDocument.ParseValue(ref reader);
        var root = error.RootElement;
        return root.ValueKind == JsonValueKind.Object ? (Text("type"), Text("reason")) : ("", root.ToString());

        string Text(string name) => root.TryGetProperty(name, out var value) ? value.ToString() : "";
    }
}
