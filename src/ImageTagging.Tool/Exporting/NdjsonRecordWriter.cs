using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Exporting;

/// <summary>A JSON object a line, with the members that Parquet has as columns.</summary>
internal sealed class NdjsonRecordWriter(Stream to) : IRecordWriter
{
    private const int Full = 1 << 16;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Full);
    private readonly Utf8JsonWriter _writer = new(
        Stream.Null,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
    );

    public async ValueTask WriteAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        _writer.Reset(_buffer);
        Write(_writer, record);
        _writer.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= Full)
        {
            await EmptyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await EmptyAsync(cancellationToken).ConfigureAwait(false);
        await to.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async ValueTask EmptyAsync(CancellationToken cancellationToken)
    {
        await to.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    private static void Write(Utf8JsonWriter w, ImageRecord record)
    {
        w.WriteStartObject();
        w.WriteString("source"u8, record.Source);
        w.WriteString("key"u8, record.Key);
        w.WriteString("location"u8, record.Location);
        w.WriteNumber("size"u8, record.Size);
        w.WriteString("modified_at"u8, ExportText.Time(record.ModifiedAt));
        w.WriteString("version"u8, record.Version);
        w.WriteString("listed_at"u8, ExportText.Time(record.ListedAt));
        Number(w, "width"u8, record.Width);
        Number(w, "height"u8, record.Height);
        w.WriteString("media_type"u8, record.MediaType);
        w.WriteString("status"u8, ExportText.Status(record));
        Time(w, "tagged_at"u8, record.TaggedAt);
        Time(w, "gone_at"u8, record.GoneAt);
        w.WriteString("vocabulary"u8, record.Vocabulary);
        w.WriteBoolean("edited"u8, record.Edits.Count > 0);
        w.WriteStartArray("contents"u8);
        foreach (var content in record.Contents)
        {
            w.WriteStringValue(content.Text);
        }

        w.WriteEndArray();
        w.WriteStartArray("tags"u8);
        foreach (var tag in record.Tags)
        {
            w.WriteStartObject();
            w.WriteString("name"u8, tag.Name);
            w.WriteNumber("confidence"u8, tag.Confidence.Percent);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        Texts(w, "categories"u8, record.Categories);
        w.WriteStartArray("labels"u8);
        foreach (var tagger in record.Taggers)
        {
            foreach (var label in tagger.Labels)
            {
                Label(w, tagger.Name, label);
            }
        }

        w.WriteEndArray();
        w.WriteStartArray("taggers"u8);
        foreach (var tagger in record.Taggers)
        {
            Tagger(w, tagger);
        }

        w.WriteEndArray();
        w.WriteStartArray("edits"u8);
        foreach (var edit in record.Edits)
        {
            w.WriteStartObject();
            EditWords.Members(w, edit);
            w.WriteString("by"u8, edit.By);
            w.WriteString("at"u8, ExportText.Time(edit.At));
            w.WriteString("batch"u8, edit.Batch);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        Photo(w, record.Facts);
        w.WriteEndObject();
    }

    private static void Photo(Utf8JsonWriter w, PhotoFacts? facts)
    {
        w.WriteString("taken_at"u8, facts?.Taken is { } taken ? ExportText.LocalTime(taken.Value.Local) : null);
        w.WriteString("camera"u8, facts?.Camera);
        w.WriteString("lens"u8, facts?.Lens?.Value);
        Number(w, "latitude"u8, facts?.Position?.Value.Latitude);
        Number(w, "longitude"u8, facts?.Position?.Value.Longitude);
        Number(w, "rating"u8, facts?.Rating?.Value);
        w.WriteString("title"u8, facts?.Title?.Value);
        Texts(w, "people"u8, [.. (facts?.People ?? []).Select(p => p.Value.Name)]);
        w.WriteString("place"u8, facts?.Place?.Value.Name);
    }

    private static void Label(Utf8JsonWriter w, string tagger, ImageLabel label)
    {
        w.WriteStartObject();
        w.WriteString("tagger"u8, tagger);
        w.WriteString("name"u8, label.Name);
        w.WriteNumber("confidence"u8, label.Confidence);
        Texts(w, "parents"u8, label.Parents);
        Texts(w, "aliases"u8, label.Aliases);
        Texts(w, "categories"u8, label.Categories);
        w.WriteStartArray("boxes"u8);
        foreach (var box in label.Boxes)
        {
            w.WriteStartObject();
            w.WriteNumber("left"u8, box.Left);
            w.WriteNumber("top"u8, box.Top);
            w.WriteNumber("width"u8, box.Width);
            w.WriteNumber("height"u8, box.Height);
            if (box.Confidence is { } confidence)
            {
                w.WriteNumber("confidence"u8, confidence);
            }
            else
            {
                w.WriteNull("confidence"u8);
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (label.Area is { } area)
        {
            w.WriteNumber("area"u8, area);
        }
        else
        {
            w.WriteNull("area"u8);
        }

        Texts(w, "models"u8, label.Models);
        w.WriteEndObject();
    }

    private static void Tagger(Utf8JsonWriter w, TaggerState tagger)
    {
        w.WriteStartObject();
        w.WriteString("name"u8, tagger.Name);
        w.WriteString("model_version"u8, tagger.ModelVersion);
        w.WriteString("fingerprint"u8, tagger.Fingerprint?.ToString());
        Time(w, "tagged_at"u8, tagger.TaggedAt);
        w.WriteString("failure_code"u8, tagger.Failure?.Code);
        w.WriteString("failure_message"u8, tagger.Failure?.Message);
        Number(w, "attempts"u8, tagger.Failure?.Attempts);
        Time(w, "due_at"u8, tagger.Failure?.DueAt);
        w.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter w, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            w.WriteNumber(name, number);
        }
        else
        {
            w.WriteNull(name);
        }
    }

    private static void Time(Utf8JsonWriter w, ReadOnlySpan<byte> name, DateTimeOffset? time) =>
        w.WriteString(name, time is { } at ? ExportText.Time(at) : null);

    private static void Texts(Utf8JsonWriter w, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts)
        {
            w.WriteStringValue(text);
        }

        w.WriteEndArray();
    }
}
