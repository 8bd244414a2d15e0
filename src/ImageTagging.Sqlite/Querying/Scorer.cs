using System.Numerics;
using System.Runtime.InteropServices;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Scores slots by what a query asks for. For one search on one thread.</summary>
internal sealed class Scorer
{
    private readonly List<(TermView View, int Sixteenths)[]> _scored = [];
    private readonly long[] _most;
    private int[] _best = [];

    public Scorer(IndexSnapshot snapshot, QueryCompiler compiler, TagQuery query)
    {
        Work = snapshot.Shared.Work;
        foreach (var one in ScoredTags.Of(query))
        {
            var views = new List<(TermView, int)>();
            foreach (var (name, sixteenths) in one.Alternatives)
            {
                if (snapshot.Find(TermFields.Of(FacetField.Tag), name) is var id && id >= 0)
                {
                    views.Add((compiler.There(id), sixteenths));
                    if (compiler.WithGone)
                    {
                        views.Add((compiler.Gone(id), sixteenths));
                    }
                }
            }

            if (views.Count > 0)
            {
                _scored.Add([.. views]);
            }
        }

        _most = [.. _scored.Select(a => (long)a.Max(v => ScoredTags.Points(Confidence.Full.Hundredths, v.Sixteenths)))];
        Most = _most.Sum();
    }

    /// <summary>True if every score is 0.</summary>
    public bool IsZero => _scored.Count == 0;

    public SearchWork Work { get; }

    /// <summary>No slot has more points.</summary>
    public long Most { get; }

    /// <summary>Those of a chunk's slots that may have more points than so many; some of them may have fewer.</summary>
    public ChunkSet Over(int chunk, ChunkSet set, long points)
    {
        if (IsZero || points < 0)
        {
            return set;
        }

        // Who has more in all has more than its share of something asked for, however the points are shared out. What most
        // slots have gets as large a share as it can give, and then does not matter here.
        var left = points;
        var some = default(ChunkSet);
        foreach (var at in _scored.Select((a, i) => (Slots: a.Sum(v => v.View.Base(chunk, out _).Count), i)).OrderDescending())
        {
            var share = Math.Min(left, _most[at.i]);
            left -= share;
            some = ChunkSet.Or(some, Over(chunk, _scored[at.i], share));
        }

        set = ChunkSet.And(set, some);
        for (var i = 0; i < _scored.Count && _scored.Count > 1 && !set.IsEmpty; i++)
        {
            // What everything else cannot give together, this one must.
            if (points - (Most - _most[i]) is var rest && rest >= 0)
            {
                set = ChunkSet.And(set, Over(chunk, _scored[i], rest));
            }
        }

        return set;
    }

    private static ChunkSet Over(int chunk, (TermView View, int Sixteenths)[] alternatives, long points)
    {
        var over = default(ChunkSet);
        foreach (var (view, sixteenths) in alternatives)
        {
            var least = Math.Max(0, (points / sixteenths) + 1 - ScoredTags.Presence);
            if (least <= Confidence.Full.Hundredths)
            {
                over = ChunkSet.Or(over, view.Select(chunk, (int)least));
            }
        }

        return over;
    }

    /// <summary>The points of one slot.</summary>
    public int PointsOf(int slot)
    {
        var points = 0;
        foreach (var alternatives in _scored)
        {
            var best = 0;
            foreach (var (view, sixteenths) in alternatives)
            {
                if (view.ConfidenceOf(slot >> 16, slot & 0xFFFF) is var confidence && confidence >= 0)
                {
                    best = Math.Max(best, ScoredTags.Points(confidence, sixteenths));
                }
            }

            points += best;
        }

        return points;
    }

    /// <summary>The points of a whole chunk, by slot.</summary>
    public void AddPoints(int chunk, Span<int> points)
    {
        foreach (var alternatives in _scored)
        {
            if (alternatives is [var (only, weight)])
            {
                only.AddPoints(chunk, weight, points);
                continue;
            }

            if (_best.Length == 0)
            {
                _best = new int[Bits.Slots];
            }

            Array.Clear(_best);
            foreach (var (view, sixteenths) in alternatives)
            {
                view.RaisePoints(chunk, sixteenths, _best);
            }

            var to = MemoryMarshal.Cast<int, Vector<int>>(points);
            var from = MemoryMarshal.Cast<int, Vector<int>>(_best.AsSpan());
            for (var i = 0; i < to.Length; i++)
            {
                to[i] += from[i];
            }
        }
    }
}
