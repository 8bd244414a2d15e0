using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Checking;

/// <summary>Derives postings, totals, look-ups of contents, times, sizes and signs anew from the records, in one transaction.</summary>
internal sealed class Rebuild(Database database, SharedCaches shared, CancellationToken cancellation)
{
    private const int Records = 1_000;

    private readonly RecordReader _records = new(database, shared);

    // One for all: numbers that it gave are known to nobody else, should the transaction be taken back.
    private readonly TermWriter _terms = new(database, shared);

    public void Run()
    {
        var head = Head.Read(database);
        database.Execute(
            "DELETE FROM postings; DELETE FROM totals; DELETE FROM pending; DELETE FROM contents; DELETE FROM contents_new; DELETE FROM columns; DELETE FROM vector_signs; DELETE FROM photo_columns"
        );
        // What any process kept of the old ones ends before this number.
        var sequence = head.Sequence + 1;
        head = head with
        {
            Sequence = sequence,
            Floor = sequence,
            Cursor = 0,
            Marks = Marks.None.With(0, int.MaxValue, sequence),
        };
        var state = new IndexState(sequence, sequence, head.Slots, head.Marks, []);
        for (var slots = Next(-1); slots.Count > 0; slots = Next(slots[^1]))
        {
            cancellation.ThrowIfCancellationRequested();
            head = head with { Sequence = head.Sequence + 1 };
            var batch = Derive(slots, head.Sequence);
            state = state.With(head, [batch]);
            var next = new PostingMerger(database, MergeLimits.Default).Run(state, head, batch);
            state = state.With(next, []);
            head = next;
        }

        VectorCheck.DropStrays(database, cancellation);
        head.Write(database);
    }

    private ChangeBatch Derive(List<int> slots, long sequence)
    {
        var columns = new ColumnWriter(database);
        var photos = new ColumnWriter(database, PhotoColumns.Table);
        var contents = new ContentTable(database);
        var vectors = new VectorWriter(database, _terms);
        var signs = new SignWriter(database);
        var changes = new ChangeList();
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var slot in slots)
        {
            var record = _records.BySlot(slot);
            var facts = RecordEncoder.Facts(record, _terms)!;
            Facts.Compare(Facts.None, facts, slot, changes);
            bytes.ResetWrittenCount();
            facts.Write(bytes);
            database["UPDATE records SET facts = ? WHERE slot = ?"].Bind(1, bytes.WrittenSpan).Bind(2, slot).Run();
            contents.Change(slot, Facts.None, facts);
            vectors.Set(slot, record, isNew: false);
            foreach (var (_, space, embedding) in StoredVectors.Of(record))
            {
                signs.Set(_terms.Text(space), embedding.Dimensions, slot, embedding);
            }

            columns.Set(slot, record.ModifiedAt.ToUnixTimeMilliseconds(), record.Size);
            var (taken, position) = PhotoColumns.Of(record);
            photos.Set(slot, taken, position);
        }

        columns.Flush(sequence);
        vectors.Flush();
        signs.Flush();
        photos.Flush(sequence);
        return changes.ToBatch(sequence);
    }

    private List<int> Next(int behind)
    {
        var slots = new List<int>(Records);
        var rows = database["SELECT slot FROM records WHERE slot > ? ORDER BY slot LIMIT ?"].Bind(1, behind).Bind(2, Records);
        while (rows.Step())
        {
            slots.Add(rows.Int32(0));
        }

        return slots;
    }
}
