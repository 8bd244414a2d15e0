using System.Buffers;
using System.Numerics;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The best of what a query found: by score falling, then by slot.</summary>
internal sealed class Ranking
{
    // Fewer are scored one by one, more with their whole chunk.
    private const int Few = 256;

    private readonly Scorer _scorer;
    private readonly int _size;
    private readonly int _afterPoints;
    private readonly int _afterSlot;
    private readonly PriorityQueue<(int Points, int Slot), (int Points, int Slot)> _best;
    private int _least = -1;
    private int _scored;

    private Ranking(Scorer scorer, int size, (int Points, int Slot)? after)
    {
        (_scorer, _size) = (scorer, size);
        (_afterPoints, _afterSlot) = after ?? (int.MaxValue, -1);
        // The worst on top: the lowest score, and of equals the highest slot.
        _best = new(
            Comparer<(int Points, int Slot)>.Create(
                (x, y) => x.Points != y.Points ? x.Points.CompareTo(y.Points) : y.Slot.CompareTo(x.Slot)
            )
        );
    }

    /// <summary>The first hits strictly behind a score and slot.</summary>
    /// <param name="found">What the query found.</param>
    /// <param name="scorer">What the query's score counts.</param>
    /// <param name="size">How many.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="cancellation">Ends it.</param>
    public static List<(int Slot, int Points)> Best(
        SlotSet found,
        Scorer scorer,
        int size,
        (int Points, int Slot)? after,
        CancellationToken cancellation
    )
    {
        if (size == 0 || found.Count == 0)
        {
            return [];
        }

        var ranking = new Ranking(scorer, size, after);
        var points = ArrayPool<int>.Shared.Rent(Bits.Slots);
        try
        {
            for (var chunk = 0; chunk < found.Chunks && !ranking.IsDone; chunk++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!found[chunk].IsEmpty)
                {
                    ranking.Add(chunk, scorer.Over(chunk, found[chunk], ranking._least), points);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(points);
        }

        scorer.Work.Scored(ranking._scored);

        return ranking.ToList();
    }

    // Nothing that comes later can have more points, and of equals the first slots are the best.
    private bool IsDone => _best.Count == _size && _least >= Math.Min(_scorer.Most, _afterPoints);

    private void Add(int chunk, ChunkSet set, int[] points)
    {
        _scored += set.Count;
        if (set.Count < Few)
        {
            Span<ushort> lows = stackalloc ushort[set.Count];
            set.CopyTo(lows);
            foreach (var low in lows)
            {
                Offer(_scorer.PointsOf(chunk << 16 | low), chunk << 16 | low);
            }

            return;
        }

        Array.Clear(points);
        if (!_scorer.IsZero)
        {
            _scorer.AddPoints(chunk, points.AsSpan(0, Bits.Slots));
        }

        if (set.Bits is { } bits)
        {
            for (var i = 0; i < bits.Length && !IsDone; i++)
            {
                for (var word = bits[i]; word != 0; word &= word - 1)
                {
                    var low = i << 6 | BitOperations.TrailingZeroCount(word);
                    if (points[low] > _least)
                    {
                        Offer(points[low], chunk << 16 | low);
                    }
                }
            }
        }
        else
        {
            foreach (var low in set.Lows)
            {
                if (points[low] > _least)
                {
                    Offer(points[low], chunk << 16 | low);
                }
            }
        }
    }

    // Slots come rising, so a later one of an equal score never displaces an earlier.
    private void Offer(int points, int slot)
    {
        if (points <= _least || points > _afterPoints || (points == _afterPoints && slot <= _afterSlot))
        {
            return;
        }

        if (_best.Count == _size)
        {
            _ = _best.DequeueEnqueue((points, slot), (points, slot));
        }
        else
        {
            _best.Enqueue((points, slot), (points, slot));
        }

        _least = _best.Count == _size ? _best.Peek().Points : -1;
    }

    private List<(int Slot, int Points)> ToList()
    {
        var list = new List<(int Slot, int Points)>(_best.Count);
        while (_best.TryDequeue(out var next, out _))
        {
            list.Add((next.Slot, next.Points));
        }

        list.Reverse();
        return list;
    }
}
