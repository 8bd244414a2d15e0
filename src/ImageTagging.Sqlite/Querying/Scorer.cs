using System.Numerics;
using System.Runtime.InteropServices;
using ImageTagging.Querying;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Scores slots by what a query asks for. For one search on one thread.</summary>
internal sealed class Scorer
{
    private readonly List<(TermView View, int Sixteenths)[]> _scored = [];
    private int[] _best = [];

    public Scorer(IndexSnapshot snapshot, QueryCompiler compiler, TagQuery query)
    {
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
    }

    /// <summary>Whether every score is 0.</summary>
    public bool IsZero => _scored.Count == 0;

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
