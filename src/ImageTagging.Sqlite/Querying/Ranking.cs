using System.Numerics;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The best of what a query found: by score falling, then by slot.</summary>
internal sealed class Ranking
{
    private readonly List<TermView> _views;
    private readonly int _size;
    private readonly int _afterScore;
    private readonly int _afterSlot;
    private readonly PriorityQueue<(int Score, int Slot), (int Score, int Slot)> _best;
    private int _least = -1;

    private Ranking(List<TermView> views, int size, (int Score, int Slot)? after)
    {
        (_views, _size) = (views, size);
        (_afterScore, _afterSlot) = after ?? (int.MaxValue, -1);
        // The worst on top: the lowest score, and of equals the highest slot.
        _best = new(
            Comparer<(int Score, int Slot)>.Create(
                (x, y) => x.Score != y.Score ? x.Score.CompareTo(y.Score) : y.Slot.CompareTo(x.Slot)
            )
        );
    }

    /// <summary>The first hits strictly behind a score and slot.</summary>
    /// <param name="found">What the query found.</param>
    /// <param name="views">The query's positive tags, each in every universe of the query.</param>
    /// <param name="size">How many.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="cancellation">Ends it.</param>
    public static List<(int Slot, int Score)> Best(
        SlotSet found,
        List<TermView> views,
        int size,
        (int Score, int Slot)? after,
        CancellationToken cancellation
    )
    {
        if (size == 0 || found.Count == 0)
        {
            return [];
        }

        var ranking = new Ranking(views, size, after);
        var scores = new ushort[Bits.Slots];
        for (var chunk = 0; chunk < found.Chunks; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!found[chunk].IsEmpty && !ranking.IsDone)
            {
                ranking.Add(chunk, found[chunk], scores);
            }
        }

        return ranking.ToList();
    }

    // Without a positive tag every score is 0, and the first slots are the best.
    private bool IsDone => _views.Count == 0 && _best.Count == _size;

    private void Add(int chunk, ChunkSet set, ushort[] scores)
    {
        if (set.Bits is null && set.Count < 256)
        {
            foreach (var low in set.Lows)
            {
                var score = 0;
                foreach (var view in _views)
                {
                    score += view.ScoreOf(chunk, low);
                }

                Offer(score, chunk << 16 | low);
            }

            return;
        }

        if (_views.Count > 0)
        {
            Array.Clear(scores);
            foreach (var view in _views)
            {
                view.Score(chunk, scores);
            }
        }

        if (set.Bits is { } bits)
        {
            for (var i = 0; i < bits.Length && !IsDone; i++)
            {
                for (var word = bits[i]; word != 0; word &= word - 1)
                {
                    var low = i << 6 | BitOperations.TrailingZeroCount(word);
                    if (scores[low] > _least)
                    {
                        Offer(scores[low], chunk << 16 | low);
                    }
                }
            }
        }
        else
        {
            foreach (var low in set.Lows)
            {
                if (scores[low] > _least)
                {
                    Offer(scores[low], chunk << 16 | low);
                }
            }
        }
    }

    // Slots come rising, so a later one of an equal score never displaces an earlier.
    private void Offer(int score, int slot)
    {
        if (score <= _least || score > _afterScore || (score == _afterScore && slot <= _afterSlot))
        {
            return;
        }

        if (_best.Count == _size)
        {
            _ = _best.DequeueEnqueue((score, slot), (score, slot));
        }
        else
        {
            _best.Enqueue((score, slot), (score, slot));
        }

        _least = _best.Count == _size ? _best.Peek().Score : -1;
    }

    private List<(int Slot, int Score)> ToList()
    {
        var list = new List<(int Slot, int Score)>(_best.Count);
        while (_best.TryDequeue(out var next, out _))
        {
            list.Add((next.Slot, next.Score));
        }

        list.Reverse();
        return list;
    }
}
