using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>
/// Stores a transaction's changes, and merges as many of all that wait into the postings, term after term in turns: so that
/// no transaction merges much, and a posting is rewritten once for many changes.
/// </summary>
internal sealed class PostingMerger(Database database, MergeLimits limits)
{
    private const int SmallRow = 64 << 10;
    private const int Least = 64;

    // A process reads a quarter of a megabyte of changes in some milliseconds.
    private const int SettledShare = 32;
    private const int SettledAtOnce = 50_000;

    private readonly PostingWriter _postings = new(database, limits.WholeSlots);
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);

    /// <summary>The head as the transaction is to leave it.</summary>
    /// <param name="present">What waits, the transaction's own changes included.</param>
    /// <param name="head">The head as it is so far.</param>
    /// <param name="batch">The transaction's own changes.</param>
    public Head Run(IndexState present, Head head, ChangeBatch batch)
    {
        if (batch.Changes.Count > 0)
        {
            Append(head.Sequence, batch);
        }

        var waiting = database.Number("SELECT sum(length(data)) FROM pending");
        return waiting > limits.PendingBytes
            ? Merge(present, head, (double)waiting / Math.Max(1, limits.PendingBytes) * 1.25 * batch.Changes.Count)
            : head;
    }

    /// <summary>The head behind a share of what waits; null where too little waits to be worth it.</summary>
    /// <param name="present">What waits.</param>
    /// <param name="head">The head as it is so far.</param>
    /// <param name="isOver">Asked after each term; where it says so the share ends there.</param>
    public Head? Settle(IndexState present, Head head, Func<bool> isOver) =>
        database.Number("SELECT sum(length(data)) FROM pending") > limits.PendingBytes / SettledShare
            ? Merge(present, head, SettledAtOnce, isOver)
            : null;

    private void Append(long sequence, ChangeBatch batch)
    {
        _bytes.ResetWrittenCount();
        var last = database["SELECT id, data FROM pending ORDER BY id DESC LIMIT 1"];
        long? row = null;
        if (batch.Changes.Count < SmallRow / 16 && last.Step() && last.Bytes(1).Length < SmallRow)
        {
            row = last.Int64(0);
            _bytes.Write(last.Bytes(1));
        }

        last.Reset();
        batch.Write(_bytes);
        database[
            "INSERT INTO pending (id, last, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET last = excluded.last, data = excluded.data"
        ]
            .Bind(1, row)
            .Bind(2, sequence)
            .Bind(3, _bytes.WrittenSpan)
            .Run();
    }

    private Head Merge(IndexState present, Head head, double wanted, Func<bool>? isOver = null)
    {
        var marks = head.Marks;
        long merged = 0;
        var (from, cursor) = (head.Cursor, head.Cursor);
        var isSecondTurn = false;
        while (merged < wanted + Least)
        {
            var term = NextTerm(present, marks, cursor);
            if (term == int.MaxValue)
            {
                marks = marks.With(from, int.MaxValue, head.Sequence);
                (from, cursor) = (0, 0);
                if (isSecondTurn)
                {
                    break;
                }

                isSecondTurn = true;
                continue;
            }

            merged += Merge(present, term, marks.Of(term));
            cursor = term + 1;
            if (isOver?.Invoke() == true)
            {
                break;
            }
        }

        marks = cursor > from ? marks.With(from, cursor, head.Sequence) : marks;
        var floor = marks.Least;
        database["DELETE FROM pending WHERE last <= ?"].Bind(1, floor).Run();
        return head with { Marks = marks, Cursor = cursor, Floor = floor };
    }

    private static int NextTerm(IndexState state, Marks marks, int cursor)
    {
        while (true)
        {
            var next = int.MaxValue;
            long last = 0;
            foreach (var segment in state.Segments)
            {
                var at = segment.Terms.BinarySearch(cursor);
                at = at < 0 ? ~at : at;
                if (at < segment.Terms.Length && segment.Terms[at] <= next)
                {
                    last = segment.Terms[at] < next ? segment.To : Math.Max(last, segment.To);
                    next = segment.Terms[at];
                }
            }

            if (next == int.MaxValue || last > marks.Of(next))
            {
                return next;
            }

            cursor = next + 1;
        }
    }

    private int Merge(IndexState present, int term, long mark)
    {
        var changes = default(SlotChanges);
        foreach (var segment in present.Segments)
        {
            if (segment.To > mark && segment.Of(term) is var (start, end) && start < end)
            {
                var next = new SlotChanges(segment.Slots[start..end], segment.Values[start..end]);
                changes = changes.Slots.IsEmpty ? next : SlotChanges.Join(changes, next);
            }
        }

        _postings.Apply(term, changes);
        return changes.Slots.Length;
    }
}
