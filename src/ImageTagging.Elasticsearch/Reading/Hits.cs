using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Reads whole records out of answers.</summary>
internal static class Hits
{
    /// <summary>Reads an answer to _mget: a record or null for each id asked for.</summary>
    public static void ReadDocs(ReadOnlySpan<byte> json, List<ImageRecord?> into) =>
        Guarded(json, "docs"u8, into, static (ref Utf8JsonReader reader, List<ImageRecord?> all) => all.Add(ReadOne(ref reader)));

    /// <summary>Reads the hits of a search's answer.</summary>
    public static void ReadHits(ReadOnlySpan<byte> json, List<ImageRecord> into) =>
        Guarded(
            json,
            "hits"u8,
            into,
            static (ref Utf8JsonReader reader, List<ImageRecord> all) =>
            {
                all.Add(ReadOne(ref reader) ?? throw new JsonException("A hit has no document."));
            }
        );

    private delegate void Item<TState>(ref Utf8JsonReader reader, TState state);

    private static void Guarded<TState>(ReadOnlySpan<byte> json, ReadOnlySpan<byte> array, TState state, Item<TState> item)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
            if (!FindArray(ref reader, array, array.SequenceEqual("hits"u8) ? 2 : 1))
            {
                throw new JsonException("The list is missing.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                item(ref reader, state);
            }
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            throw new ImageTaggingException("A document of the index cannot be read: " + fault.Message, fault)
            {
                Code = ErrorCodes.UnreadableRecord,
            };
        }
    }

    // {"hits":{"hits":[…]}} or {"docs":[…]}
    public static bool FindArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, int depth)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt && reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == depth)
            {
                return true;
            }

            if (!isIt || reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Skip();
            }
        }

        return false;
    }

    private static ImageRecord? ReadOne(ref Utf8JsonReader reader)
    {
        ImageRecord? record = null;
        var (index, id, sequence, term) = ("", "", -1L, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_index"u8))
            {
                reader.Read();
                index = reader.GetString()!;
            }
            else if (reader.ValueTextEquals("_id"u8))
            {
                reader.Read();
                id = reader.GetString()!;
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
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                using var error = JsonDocument.ParseValue(ref reader);
                var (type, reason) = SearchFault.ReadError(error.RootElement);
                throw SearchFault.Of(type == "index_not_found_exception" ? 404 : 503, type, reason, "of the index");
            }
            else if (reader.ValueTextEquals("_source"u8))
            {
                reader.Read();
                record = DocumentReader.Read(ref reader, token: null);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return record is null || sequence < 0 ? record : record with { Token = RecordToken.Of(sequence, term, id, index) };
    }
}
