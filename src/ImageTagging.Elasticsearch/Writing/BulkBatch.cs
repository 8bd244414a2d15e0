using System.Buffers;
using System.Text.Json;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>The lines of a bulk request while it is filled, sent, and sent again with the same bytes.</summary>
internal sealed class BulkBatch(IndexNames names, int capacity, VectorForm? vectors = null) : IDisposable
{
    private readonly PooledBuffer _lines = new(capacity);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, RecordJson.WriterOptions);

    public List<BulkItem> Items { get; } = [];

    public int Bytes => _lines.Length;

    public void Add(WriteCall call, int slot, RecordWrite write, string id, RecordToken? token)
    {
        var start = _lines.Length;
        _writer.Reset(_lines);
        _writer.WriteStartObject();
        _writer.WriteStartObject(
            write.Record is null ? "delete"u8
            : token is null ? "create"u8
            : "index"u8
        );
        _writer.WriteString("_index"u8, token is { } at ? IndexNames.Writes(at.Index) : names.Alias);
        _writer.WriteString("_id"u8, id);
        if (token is { } condition)
        {
            _writer.WriteNumber("if_seq_no"u8, condition.Sequence);
            _writer.WriteNumber("if_primary_term"u8, condition.Term);
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        EndLine();
        var document = _lines.Length;
        if (write.Record is { } record)
        {
            _writer.Reset(_lines);
            DocumentWriter.Write(_writer, record, id, vectors);
            EndLine();
        }

        Items.Add(new(call, slot, write, id, start, document, _lines.Length));
    }

    /// <summary>The lines of these items: all in one piece where none is left out.</summary>
    public ReadOnlyMemory<byte> Lines(IReadOnlyList<BulkItem> items, PooledBuffer scratch)
    {
        if (items.Count == 0)
        {
            return default;
        }

        var (first, last) = (items[0], items[^1]);
        if (items.Sum(i => i.End - i.Start) == last.End - first.Start)
        {
            return _lines.Memory[first.Start..last.End];
        }

        scratch.Clear();
        foreach (var item in items)
        {
            scratch.Write(_lines.Span[item.Start..item.End]);
        }

        return scratch.Memory;
    }

    /// <summary>An item's document, without the line's end.</summary>
    public ReadOnlySpan<byte> Document(BulkItem item) => _lines.Span[item.Document..(item.End - 1)];

    public void Dispose()
    {
        _writer.Dispose();
        _lines.Dispose();
    }

    private void EndLine()
    {
        _lines.GetSpan(1)[0] = (byte)'\n';
        _lines.Advance(1);
    }
}
