using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Brings stored postings, and the totals beside them, to their slots' latest states.</summary>
internal sealed class PostingWriter(Database database, int wholeSlots)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);
    private readonly int[] _delta = new int[Levels.Count];
    private readonly PostingPatch _patch = new();

    private readonly Statement _read = database["SELECT data FROM postings WHERE id = ?"];
    private readonly Statement _put = database[
        "INSERT INTO postings (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"
    ];
    private readonly Statement _readTotals = database["SELECT data FROM totals WHERE term = ?"];
    private readonly Statement _putTotals = database[
        "INSERT INTO totals (term, data) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET data = excluded.data"
    ];

    public void Apply(int term, SlotChanges changes)
    {
        Array.Clear(_delta);
        var kind = Read(term, -1);
        if (kind == Posting.Kind.Chunked)
        {
            ApplyByChunk(term, changes, HasConfidence(term, Posting.Kind.Empty));
        }
        else
        {
            var hasConfidence = HasConfidence(term, kind);
            _patch.Apply(changes, _delta);
            if (_patch.Slots.Length > wholeSlots)
            {
                Split(term, hasConfidence);
            }
            else
            {
                Write(term, -1, 0, _patch.Slots.Length, hasConfidence);
            }
        }

        WriteTotals(term);
    }

    private void ApplyByChunk(int term, SlotChanges changes, bool hasConfidence)
    {
        var (slots, values) = changes;
        for (var start = 0; start < slots.Length; )
        {
            var chunk = slots[start] >> 16;
            var end = start + 1;
            while (end < slots.Length && slots[end] >> 16 == chunk)
            {
                end++;
            }

            _ = Read(term, chunk);
            _patch.Apply(new(slots[start..end], values[start..end]), _delta);
            Write(term, chunk, 0, _patch.Slots.Length, hasConfidence);
            start = end;
        }
    }

    private void Split(int term, bool hasConfidence)
    {
        Put(IndexSnapshot.RowOf(term, -1), Posting.ChunkedMark);
        for (var start = 0; start < _patch.Slots.Length; )
        {
            var chunk = _patch.Slots[start] >> 16;
            var end = start + 1;
            while (end < _patch.Slots.Length && _patch.Slots[end] >> 16 == chunk)
            {
                end++;
            }

            Write(term, chunk, start, end - start, hasConfidence);
            start = end;
        }
    }

    private void Write(int term, int chunk, int start, int count, bool hasConfidence)
    {
        var row = IndexSnapshot.RowOf(term, chunk);
        if (count == 0)
        {
            database["DELETE FROM postings WHERE id = ?"].Bind(1, row).Run();
            return;
        }

        _bytes.ResetWrittenCount();
        PostingBytes.Write(_bytes, _patch.Slots.Slice(start, count), hasConfidence ? _patch.Confidences.Slice(start, count) : []);
        Put(row, _bytes.WrittenSpan);
    }

    private void Put(long row, ReadOnlySpan<byte> data) => _put.Bind(1, row).Bind(2, data).Run();

    /// <summary>Reads a stored posting to be patched.</summary>
    private Posting.Kind Read(int term, int chunk)
    {
        try
        {
            var isThere = _read.Bind(1, IndexSnapshot.RowOf(term, chunk)).Step();
            return _patch.Read(isThere ? _read.Bytes(0) : []);
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw SqliteFault.Damaged(database.Path, "a posting");
        }
        finally
        {
            _read.Reset();
        }
    }

    private bool HasConfidence(int term, Posting.Kind kind)
    {
        if (kind != Posting.Kind.Empty)
        {
            return kind == Posting.Kind.Confident;
        }

        // A term's id is given once and its field with it, in this transaction maybe.
        var row = database["SELECT field FROM terms WHERE id = ?"].Bind(1, term / 2);
        var isTag = row.Step() && row.Int32(0) == TermFields.Of(FacetField.Tag);
        row.Reset();
        return isTag;
    }

    private void WriteTotals(int term)
    {
        if (!_delta.AsSpan().ContainsAnyExcept(0))
        {
            return;
        }

        Span<int> counts = stackalloc int[Levels.Count];
        if (_readTotals.Bind(1, term).Step())
        {
            Totals.ReadRow(_readTotals.Bytes(0), counts);
        }

        _readTotals.Reset();
        _bytes.ResetWrittenCount();
        for (var i = 0; i < counts.Length; i++)
        {
            VarInt.Write(_bytes, (ulong)Math.Max(0, counts[i] + _delta[i]));
        }

        _putTotals.Bind(1, term).Bind(2, _bytes.WrittenSpan).Run();
    }
}
