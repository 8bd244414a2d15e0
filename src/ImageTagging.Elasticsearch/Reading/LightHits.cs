using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Reads a page of light records; instances of stamps are shared.</summary>
internal sealed class LightHits
{
    private readonly Dictionary<string, RecordStamp> _stamps = new(StringComparer.Ordinal);
    private RecordStamp? _last;

    public List<IndexedImage> Read(ReadOnlySpan<byte> json, int expected)
    {
        var images = new List<IndexedImage>(expected);
        try
        {
            var reader = new Utf8JsonReader(json);
            // An answer without a list is none: taken for an empty page, it would end the scan as if nothing more were there.
            if (!Hits.FindArray(ref reader, "hits"u8, depth: 2))
            {
                throw new JsonException("The list is missing.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                images.Add(ReadOne(ref reader));
            }
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            throw new ImageTaggingException("A document of the index cannot be read: " + fault.Message, fault)
            {
                Code = ErrorCodes.UnreadableRecord,
            };
        }

        return images;
    }

    private IndexedImage ReadOne(ref Utf8JsonReader reader)
    {
        string? key = null;
        var columns = new Columns();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sort"u8))
            {
                // [source, key]
                reader.Read();
                reader.Read();
                reader.Read();
                key = reader.GetString();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    // The server's own tie, where it gives one.
                }
            }
            else if (reader.ValueTextEquals("fields"u8))
            {
                reader.Read();
                ReadFields(ref reader, ref columns);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new()
        {
            Key = key ?? throw new JsonException("A hit has no key."),
            Size = columns.Size,
            ModifiedAt = Time(columns.ModifiedAt) ?? throw new JsonException("A hit has no modified time."),
            Version = columns.Version,
            ListedAt = Time(columns.ListedAt) ?? throw new JsonException("A hit has no listing time."),
            Stamp = columns.Stamp ?? throw new JsonException("A hit has no stamp."),
            DueAt = Time(columns.DueAt),
            GoneAt = Time(columns.GoneAt),
        };
    }

    private void ReadFields(ref Utf8JsonReader reader, ref Columns columns)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("size"u8))
            {
                Value(ref reader);
                columns.Size = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("version"u8))
            {
                Value(ref reader);
                columns.Version = reader.GetString();
            }
            else if (reader.ValueTextEquals("stamp"u8))
            {
                Value(ref reader);
                columns.Stamp = Stamp(ref reader);
            }
            else if (reader.ValueTextEquals("modified_at"u8))
            {
                columns.ModifiedAt = Milliseconds(ref reader);
            }
            else if (reader.ValueTextEquals("listed_at"u8))
            {
                columns.ListedAt = Milliseconds(ref reader);
            }
            else if (reader.ValueTextEquals("due_at"u8))
            {
                columns.DueAt = Milliseconds(ref reader);
            }
            else if (reader.ValueTextEquals("gone_at"u8))
            {
                columns.GoneAt = Milliseconds(ref reader);
            }
            else
            {
                Value(ref reader);
            }

            reader.Read();
        }
    }

    // Every column is a list of one.
    private static void Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
    }

    private static long Milliseconds(ref Utf8JsonReader reader)
    {
        Value(ref reader);
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetInt64();
        }

        return
            System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out long value, out var used)
            && used == reader.ValueSpan.Length
            ? value
            : (long)double.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private RecordStamp Stamp(ref Utf8JsonReader reader)
    {
        if (_last is not null && reader.ValueTextEquals(_last.Text))
        {
            return _last;
        }

        var text = reader.GetString()!;
        if (!_stamps.TryGetValue(text, out var stamp))
        {
            stamp = RecordStamp.Parse(text);
            // Few exist; should there be many, they are not worth keeping.
            if (_stamps.Count < 10_000)
            {
                _stamps.Add(text, stamp);
            }
        }

        return _last = stamp;
    }

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    private struct Columns
    {
        public long Size;
        public string? Version;
        public RecordStamp? Stamp;
        public long? ModifiedAt;
        public long? ListedAt;
        public long? DueAt;
        public long? GoneAt;
    }
}
