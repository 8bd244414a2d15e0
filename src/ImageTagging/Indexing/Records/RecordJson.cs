using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Indexing;

/// <summary>The one stored form of records: compact JSON, members that are empty left out, members that are unknown ignored.</summary>
/// <remarks>
/// Times are milliseconds since 1970 in UTC (with a fraction where there is one), tags' confidences whole hundredths,
/// relations pairs in a flat list, boxes <c>[left, top, width, height, confidence?]</c>. Names are never changed, only added.
/// </remarks>
public static class RecordJson
{
    /// <summary>The options of a writer of this form.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = 64,
        };

    /// <summary>Writes a whole record less its token.</summary>
    /// <param name="record">The record.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] Serialize(ImageRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, record);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a whole record less its token.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="record">The record.</param>
    public static void Write(IBufferWriter<byte> to, ImageRecord record)
    {
        using var writer = new Utf8JsonWriter(to, WriterOptions);
        Write(writer, record);
    }

    /// <summary>Writes a whole record less its token as one value; the writer is not flushed.</summary>
    /// <param name="writer">A writer with <see cref="WriterOptions"/>.</param>
    /// <param name="record">The record.</param>
    public static void Write(Utf8JsonWriter writer, ImageRecord record) => RecordWriter.Record(writer, record);

    /// <summary>Reads a whole record; its token is null.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <returns>The record.</returns>
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
    /// <param name="reader">The reader.</param>
    /// <param name="form">The form that the record is in; null for the compact one.</param>
    /// <param name="token">The token that the record gets: an engine keeps it beside the record.</param>
    /// <returns>The record.</returns>
    /// <exception cref="JsonException">It is no record of this form.</exception>
    public static ImageRecord Read(ref Utf8JsonReader reader, RecordForm? form = null, string? token = null) =>
        RecordReader.Record(ref reader, form ?? RecordForm.Compact, token);

    /// <summary>Writes the taggers' answers, as an array.</summary>
    /// <param name="writer">A writer with <see cref="WriterOptions"/>.</param>
    /// <param name="taggers">The answers.</param>
    public static void WriteTaggers(Utf8JsonWriter writer, IReadOnlyList<TaggerState> taggers) =>
        StateWriter.Taggers(writer, taggers);

    /// <summary>Reads the array of <see cref="WriteTaggers"/>.</summary>
    /// <param name="reader">A reader on the array's start; it is left on the array's end.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="JsonException">It is no such array.</exception>
    public static IReadOnlyList<TaggerState> ReadTaggers(ref Utf8JsonReader reader) => StateReader.Taggers(ref reader);

    /// <summary>Writes labels, as an array.</summary>
    /// <param name="writer">A writer with <see cref="WriterOptions"/>.</param>
    /// <param name="labels">The labels.</param>
    public static void WriteLabels(Utf8JsonWriter writer, IReadOnlyList<ImageLabel> labels) => StateWriter.Labels(writer, labels);

    /// <summary>Reads the array of <see cref="WriteLabels"/>.</summary>
    /// <param name="reader">A reader on the array's start; it is left on the array's end.</param>
    /// <returns>The labels.</returns>
    /// <exception cref="JsonException">It is no such array.</exception>
    public static IReadOnlyList<ImageLabel> ReadLabels(ref Utf8JsonReader reader) => StateReader.Labels(ref reader);

    /// <summary>Writes corrections, as an array.</summary>
    /// <param name="writer">A writer with <see cref="WriterOptions"/>.</param>
    /// <param name="edits">The corrections.</param>
    public static void WriteEdits(Utf8JsonWriter writer, IReadOnlyList<Correction> edits) => StateWriter.Edits(writer, edits);

    /// <summary>Writes a former content, as an object.</summary>
    /// <param name="writer">A writer with <see cref="WriterOptions"/>.</param>
    /// <param name="previous">The former content.</param>
    public static void WritePrevious(Utf8JsonWriter writer, PreviousContent previous) => StateWriter.Previous(writer, previous);
}
