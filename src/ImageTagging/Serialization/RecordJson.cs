using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>The one stored form of records: compact JSON, members that are empty left out, members that are unknown ignored.</summary>
/// <remarks>
/// Times are milliseconds since 1970 in UTC (with a fraction where there is one), tags' confidences whole hundredths,
/// relations pairs in a flat list, boxes <c>[left, top, width, height, confidence?]</c>. Names are never changed, only added.
/// </remarks>
internal static class RecordJson
{
    /// <summary>How a writer must be made to write this form.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = 64,
        };

    /// <summary>A whole record less its token.</summary>
    public static byte[] Serialize(ImageRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, record);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A whole record less its token.</summary>
    public static void Write(IBufferWriter<byte> to, ImageRecord record)
    {
        using var writer = new Utf8JsonWriter(to, WriterOptions);
        Write(writer, record);
    }

    /// <summary>A whole record less its token, as one value; the writer is not flushed.</summary>
    public static void Write(Utf8JsonWriter writer, ImageRecord record) => RecordWriter.Record(writer, record);

    /// <summary>Reads a whole record; its token is null.</summary>
    /// <exception cref="JsonException">The text is no record.</exception>
    public static ImageRecord Deserialize(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            return Read(ref reader);
        }
        catch (Exception fault)
            when (fault is InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException("A record's member is of the wrong type: " + fault.Message, fault);
        }
    }

    /// <summary>Reads a whole record where the reader stands on its first token; leaves it on the last.</summary>
    public static ImageRecord Read(ref Utf8JsonReader reader) => RecordReader.Record(ref reader, RecordForm.Compact);

    /// <summary>What the taggers said, as an array.</summary>
    public static void WriteTaggers(Utf8JsonWriter writer, IReadOnlyList<TaggerState> taggers) =>
        StateWriter.Taggers(writer, taggers);

    /// <summary>Reads <see cref="WriteTaggers"/>.</summary>
    public static IReadOnlyList<TaggerState> ReadTaggers(ref Utf8JsonReader reader) => StateReader.Taggers(ref reader);

    /// <summary>Labels, as an array.</summary>
    public static void WriteLabels(Utf8JsonWriter writer, IReadOnlyList<ImageLabel> labels) => StateWriter.Labels(writer, labels);

    /// <summary>Reads <see cref="WriteLabels"/>.</summary>
    public static IReadOnlyList<ImageLabel> ReadLabels(ref Utf8JsonReader reader) => StateReader.Labels(ref reader);

    /// <summary>Corrections, as an array.</summary>
    public static void WriteEdits(Utf8JsonWriter writer, IReadOnlyList<Correction> edits) => StateWriter.Edits(writer, edits);

    /// <summary>The former content, as an object.</summary>
    public static void WritePrevious(Utf8JsonWriter writer, PreviousContent previous) => StateWriter.Previous(writer, previous);
}
