using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Carries out the writes of a transaction, each under its condition; one for a connection's life.</summary>
internal sealed class BatchWriter(Database database, SharedCaches shared, MergeLimits limits)
{
    private readonly ChangeList _changes = new();
    private readonly RecordReader _records = new(database, shared);
    private readonly RecordRows _rows = new(database);
    private readonly ContentTable _contents = new(database);
    private readonly PostingMerger _merger = new(database, limits);
    private TermWriter _terms = new(database, shared);
    private ColumnWriter _columns = new(database);
    private ColumnWriter _photos = new(database, PhotoColumns.Table);
    private VectorWriter? _vectors;
    private long _sequence;
    private int _slots;
    private bool _hasWritten;
    private bool _hasPhotos;

    /// <summary>Writes; the results are true, and what it returns may be called, once the transaction is committed.</summary>
    public Action Run(PreparedBatch batch, WriteResult[] results)
    {
        var state = shared.States.Advance(database) ?? throw SqliteFault.Damaged(database.Path, "its head went back");
        var head = Head.Read(database);
        (_sequence, _slots, _hasWritten) = (head.Sequence + 1, head.Slots, false);
        // A transaction that failed may have left something.
        (_terms, _columns, _photos) = (new(database, shared), new(database), new(database, PhotoColumns.Table));
        _vectors = new(database, _terms);
        _hasPhotos = database.Number("SELECT EXISTS (SELECT 1 FROM photo_columns)") == 1;
        _changes.Clear();
        foreach (var (write, rows) in batch.InKeyOrder)
        {
            results[write.Index] = write.Fault ?? Carry(write, rows);
        }

        var terms = _terms;
        if (!_hasWritten)
        {
            return terms.Publish;
        }

        _columns.Flush(_sequence);
        _photos.Flush(_sequence);
        _vectors.Flush();
        _contents.Settle(_sequence);
        var changes = _changes.ToBatch(_sequence);
        var present = state.With(head with { Sequence = _sequence, Slots = _slots }, [changes]);
        var next = _merger.Run(present, head with { Sequence = _sequence, Slots = _slots }, changes);
        next.Write(database);
        present = present.With(next, []);
        return () =>
        {
            terms.Publish();
            shared.States.Publish(state, present, changes);
        };
    }

    /// <summary>Merges a share of what waits into the postings; true where nothing worth it is left.</summary>
    /// <param name="isOver">Asked after each term; where it says so the share ends there.</param>
    public bool TrySettle(Func<bool> isOver)
    {
        var state = shared.States.Advance(database) ?? throw SqliteFault.Damaged(database.Path, "its head went back");
        var head = Head.Read(database);
        // A number of its own, though it writes no record: totals that are read at a number must stay the same.
        var next = _merger.Settle(state, head with { Sequence = head.Sequence + 1 }, isOver);
        next?.Write(database);
        return next is null;
    }

    private WriteResult Carry(PreparedWrite write, System.Buffers.ArrayBufferWriter<byte> rows)
    {
        var source = _terms.Source(write.Write.Name.Source);
        if (write.Write.Token is null)
        {
            return Create(write, source, rows);
        }

        if (_rows.Find(source, write.Key) is not { } stored || RecordReader.Token(stored.Slot, stored.Token) != write.Write.Token)
        {
            return WriteResult.Conflict();
        }

        _hasWritten = true;
        if (write.Write.Record is null)
        {
            var before = _records.FactsOf(stored.Slot);
            Facts.Compare(before, Facts.None, stored.Slot, _changes);
            _contents.Change(stored.Slot, before, Facts.None);
            if (_hasPhotos)
            {
                _photos.Set(stored.Slot, PhotoColumns.NoTime, 0);
            }

            _rows.Delete(source, write.Key, stored.Slot);
            _vectors!.Set(stored.Slot, record: null, isNew: false);
            return WriteResult.Written(token: null);
        }

        Replace(write, source, stored, rows);
        return WriteResult.Written(RecordReader.Token(stored.Slot, _sequence));
    }

    private WriteResult Create(PreparedWrite write, int source, System.Buffers.ArrayBufferWriter<byte> rows)
    {
        Encode(write, rows);
        if (!_rows.TryInsertKey(write, source, _slots, _sequence))
        {
            return WriteResult.Conflict();
        }

        _hasWritten = true;
        var slot = _slots++;
        var (record, facts) = (write.Write.Record!, write.Facts!);
        var (start, body, end) = write.Row;
        _rows.Insert(slot, source, write.Key, rows.WrittenSpan[start..body], rows.WrittenSpan[body..end]);
        Facts.Compare(Facts.None, facts, slot, _changes);
        _contents.Change(slot, Facts.None, facts);
        _columns.Set(slot, record.ModifiedAt.ToUnixTimeMilliseconds(), record.Size);
        SetPhoto(slot, record);
        _vectors!.Set(slot, record, isNew: true);
        return WriteResult.Written(RecordReader.Token(slot, _sequence));
    }

    private void Replace(PreparedWrite write, int source, RecordRows.Stored stored, System.Buffers.ArrayBufferWriter<byte> rows)
    {
        Encode(write, rows);
        var (record, facts, slot) = (write.Write.Record!, write.Facts!, stored.Slot);
        var (start, body, end) = write.Row;
        var before = _rows.Replace(slot, rows.WrittenSpan[start..body], rows.WrittenSpan[body..end]);
        if (before is not null)
        {
            Facts.Compare(before, facts, slot, _changes);
            _contents.Change(slot, before, facts);
        }

        SetPhoto(slot, record);
        _vectors!.Set(slot, record, isNew: false);
        var modified = record.ModifiedAt.ToUnixTimeMilliseconds();
        if (modified != stored.Modified || record.Size != stored.Size)
        {
            _columns.Set(slot, modified, record.Size);
        }

        _rows.UpdateKey(write, source, slot, _sequence);
    }

    private void SetPhoto(int slot, ImageRecord record)
    {
        // Where no picture has facts, none is to be forgotten.
        if (_hasPhotos || record.Facts is not null)
        {
            var (taken, position) = PhotoColumns.Of(record);
            _photos.Set(slot, taken, position);
            _hasPhotos = true;
        }
    }

    // What had a text without a number is encoded here, where numbers can be given.
    private void Encode(PreparedWrite write, System.Buffers.ArrayBufferWriter<byte> rows)
    {
        if (write.Facts is null && !write.TryEncode(rows, _terms))
        {
            throw SqliteFault.Damaged(database.Path, "the numbers of its texts");
        }
    }
}
