using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Carries out the writes of one transaction, each under its condition.</summary>
internal sealed class BatchWriter(Database database, SharedCaches shared, MergeLimits limits)
{
    private readonly TermWriter _terms = new(database, shared);
    private readonly ChangeList _changes = new();
    private readonly ColumnWriter _columns = new(database);
    private readonly ArrayBufferWriter<byte> _facts = new(256);
    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private long _sequence;
    private int _slots;

    private readonly record struct Stored(int Slot, long Token);

    /// <summary>Writes; the results are true once <see cref="Publish"/> may be called.</summary>
    public void Run(IReadOnlyList<PreparedWrite> writes, WriteResult[] results)
    {
        var state = shared.States.Advance(database) ?? throw SqliteFault.Damaged(database.Path, "its head went back");
        var head = Head.Read(database);
        (_sequence, _slots) = (head.Sequence + 1, head.Slots);
        // In key order, so that neighbours share pages.
        foreach (var write in writes.OrderBy(w => w.Write.Name))
        {
            results[write.Index] = write.Fault ?? Carry(write);
        }

        if (_changes.Count == 0 && _sequence == head.Sequence + 1 && !results.Any(r => r is { Outcome: WriteOutcome.Written }))
        {
            return;
        }

        _columns.Flush(_sequence);
        ContentTable.Settle(database, _sequence);
        var batch = _changes.ToBatch(_sequence);
        var merger = new PostingMerger(database, state, head with { Sequence = _sequence, Slots = _slots }, batch, limits);
        var next = merger.Run();
        next.Write(database);
        _publish = () => shared.States.Publish(state, next, batch);
    }

    private Action? _publish;

    /// <summary>Makes what was committed known to this process.</summary>
    public void Publish()
    {
        _terms.Publish();
        _publish?.Invoke();
    }

    private WriteResult Carry(PreparedWrite write)
    {
        var source = _terms.Source(write.Write.Name.Source);
        var stored = Find(source, write.Key);
        var token = stored is { } there ? RecordReader.Token(there.Slot, there.Token) : null;
        if (!string.Equals(token, write.Write.Token, StringComparison.Ordinal))
        {
            return WriteResult.Conflict();
        }

        if (write.Write.Record is null)
        {
            Delete(source, write.Key, stored!.Value.Slot);
            return WriteResult.Written(token: null);
        }

        var slot = stored?.Slot ?? _slots++;
        Put(write, source, slot, isNew: stored is null);
        return WriteResult.Written(RecordReader.Token(slot, _sequence));
    }

    private void Put(PreparedWrite write, int source, int slot, bool isNew)
    {
        var record = write.Write.Record!;
        var facts = _terms.Facts(write);
        var before = isNew ? Facts.None : FactsOf(slot);
        Change(slot, before, facts);
        ContentTable.Change(database, slot, before, facts);
        _columns.Set(slot, record.ModifiedAt.ToUnixTimeMilliseconds(), record.Size);
        _facts.ResetWrittenCount();
        facts.Write(_facts);
        _body.ResetWrittenCount();
        BodyWriter.Write(_body, record, write.Flags, write.Labels, write.Rest, _terms.Text);
        if (isNew)
        {
            database["INSERT INTO records (slot, source, key, facts, body) VALUES (?, ?, ?, ?, ?)"]
                .Bind(1, slot)
                .Bind(2, source)
                .BindText(3, write.Key)
                .Bind(4, _facts.WrittenSpan)
                .Bind(5, _body.WrittenSpan)
                .Run();
        }
        else
        {
            database["UPDATE records SET facts = ?, body = ? WHERE slot = ?"]
                .Bind(1, _facts.WrittenSpan)
                .Bind(2, _body.WrittenSpan)
                .Bind(3, slot)
                .Run();
        }

        PutKey(write, source, slot, isNew);
    }

    private void PutKey(PreparedWrite write, int source, int slot, bool isNew)
    {
        var record = write.Write.Record!;
        var row = database[
            isNew
                ? "INSERT INTO keys (slot, token, size, modified, listed, stamp, due, gone, source, key, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                : "UPDATE keys SET slot = ?, token = ?, size = ?, modified = ?, listed = ?, stamp = ?, due = ?, gone = ?, version = ?11 WHERE source = ?9 AND key = ?10"
        ]
            .Bind(1, slot)
            .Bind(2, _sequence)
            .Bind(3, record.Size)
            .Bind(4, record.ModifiedAt.ToUnixTimeMilliseconds())
            .Bind(5, record.ListedAt.ToUnixTimeMilliseconds())
            .Bind(6, _terms.Stamp(write.Stamp))
            .Bind(7, record.DueAt?.UtcTicks)
            .Bind(8, record.GoneAt?.UtcTicks)
            .Bind(9, source)
            .BindText(10, write.Key);
        KeyRow.BindVersion(row, 11, record.Version);
        row.Run();
    }

    private void Delete(int source, byte[] key, int slot)
    {
        var before = FactsOf(slot);
        Change(slot, before, Facts.None);
        ContentTable.Change(database, slot, before, Facts.None);
        database["DELETE FROM records WHERE slot = ?"].Bind(1, slot).Run();
        database["DELETE FROM keys WHERE source = ? AND key = ?"].Bind(1, source).BindText(2, key).Run();
    }

    private Stored? Find(int source, byte[] key)
    {
        var row = database["SELECT slot, token FROM keys WHERE source = ? AND key = ?"].Bind(1, source).BindText(2, key);
        Stored? stored = row.Step() ? new(row.Int32(0), row.Int64(1)) : null;
        row.Reset();
        return stored;
    }

    private Facts FactsOf(int slot) => new RecordReader(database, shared).FactsOf(slot);

    private void Change(int slot, Facts before, Facts after)
    {
        var (oldTerms, oldValues) = before.ToTerms();
        var (newTerms, newValues) = after.ToTerms();
        int o = 0,
            n = 0;
        while (o < oldTerms.Length || n < newTerms.Length)
        {
            var oldTerm = o < oldTerms.Length ? oldTerms[o] : int.MaxValue;
            var newTerm = n < newTerms.Length ? newTerms[n] : int.MaxValue;
            var was = oldTerm <= newTerm ? oldValues[o++] : -1;
            var becomes = newTerm <= oldTerm ? newValues[n++] : -1;
            if (was != becomes)
            {
                _changes.Add(Math.Min(oldTerm, newTerm), slot, was, becomes);
            }
        }
    }
}
