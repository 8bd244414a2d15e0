using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The process's present state of the index, brought up to the transaction that a connection reads in.</summary>
internal sealed class StateStore
{
    // One makes the next state of the last; who reads takes what was published, without the lock.
    private readonly Lock _gate = new();
    private IndexState? _state;
    private Totals? _totals;

    /// <summary>The state as the connection's transaction sees it; null where the process knows a later one already.</summary>
    public IndexState? Advance(Database database)
    {
        var present = Volatile.Read(ref _state);
        var sequence = Head.ReadSequence(database);
        if (present is not null && present.Sequence >= sequence)
        {
            return present.Sequence == sequence ? present : null;
        }

        lock (_gate)
        {
            if (_state is not null && _state.Sequence >= sequence)
            {
                return _state.Sequence == sequence ? _state : null;
            }

            var head = Head.Read(database);
            var isBehind = _state is null || head.Floor > _state.Sequence;
            var start = isBehind ? new IndexState(head.Floor, head.Floor, head.Slots, head.Marks, []) : _state!;
            var batches = ReadPending(database, start.Sequence);
            _totals = isBehind ? null : _totals?.With(batches, head.Sequence);
            var next = start.With(head, batches);
            Volatile.Write(ref _state, next);
            return next;
        }
    }

    /// <summary>Takes in the outcome of a committed transaction of this process.</summary>
    public void Publish(IndexState before, IndexState after, ChangeBatch batch)
    {
        lock (_gate)
        {
            // Where a reader was quicker it has read the same from the file.
            if (_state is null || _state.Sequence == before.Sequence)
            {
                _totals = _state is null ? null : _totals?.With([batch], after.Sequence);
                Volatile.Write(ref _state, after);
            }
        }
    }

    /// <summary>The totals of all terms at a state, read where no one asked before.</summary>
    public Totals TotalsAt(Database database, IndexState state)
    {
        var totals = Volatile.Read(ref _totals);
        if (totals?.Sequence == state.Sequence)
        {
            return totals;
        }

        var read = Totals.Read(database, state, ReadPending(database, state.Marks.Least));
        lock (_gate)
        {
            if (_state?.Sequence == state.Sequence)
            {
                Volatile.Write(ref _totals, read);
            }
        }

        return read;
    }

    /// <summary>Forgets everything, as when the file was replaced by an older one.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _totals = null;
            Volatile.Write(ref _state, null);
        }
    }

    private static List<ChangeBatch> ReadPending(Database database, long behind)
    {
        var batches = new List<ChangeBatch>();
        var rows = database["SELECT data FROM pending WHERE last > ? ORDER BY id"].Bind(1, behind);
        try
        {
            while (rows.Step())
            {
                for (var bytes = rows.Bytes(0); !bytes.IsEmpty; )
                {
                    if (ChangeBatch.Read(ref bytes, behind) is { } batch)
                    {
                        batches.Add(batch);
                    }
                }
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw SqliteFault.Damaged(database.Path, "a batch of changes");
        }
        finally
        {
            rows.Reset();
        }

        return batches;
    }
}
