using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageTagging.Tool.Workers;

/// <summary>Writes JSON objects a line, many to a write of the stream behind. Threads may share it.</summary>
internal sealed class JsonLines(TextWriter to) : IDisposable
{
    private const int Full = 1 << 15;
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Full);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, s_json);

    /// <summary>One object with its type first; it is written at once only when many are waiting.</summary>
    public void Write<T>(string type, T value, Action<Utf8JsonWriter, T> members)
    {
        lock (_lock)
        {
            _writer.Reset(_buffer);
            _writer.WriteStartObject();
            _writer.WriteString("type", type);
            members(_writer, value);
            _writer.WriteEndObject();
            _writer.Flush();
            _buffer.Write("\n"u8);
            if (_buffer.WrittenCount >= Full)
            {
                Empty();
            }
        }
    }

    /// <summary>Writes what is waiting.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            Empty();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private void Empty()
    {
        if (_buffer.WrittenCount > 0)
        {
            to.Write(Encoding.UTF8.GetString(_buffer.WrittenSpan));
            to.Flush();
            _buffer.ResetWrittenCount();
        }
    }
}
