using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>A part of a query, ready to be answered chunk by chunk. It may name slots outside the query's universe.</summary>
internal abstract class QueryNode
{
    public abstract ChunkSet Evaluate(int chunk);

    /// <summary>True if every slot it names is in the universe anyway.</summary>
    public virtual bool IsWithin => false;

    /// <summary>The slots of one chunk that may be in the answer; the fewest are looked at first.</summary>
    public virtual int MostIn(int chunk) => Bits.Slots;
}

/// <summary>Every image of the universe: those that are there, and where a query mentions them those that are gone.</summary>
internal sealed class UniverseNode(TermView there, TermView? gone) : QueryNode
{
    public override bool IsWithin => true;

    private int _chunk = -1;
    private ChunkSet _set;

    public override ChunkSet Evaluate(int chunk)
    {
        if (_chunk != chunk)
        {
            _set = gone is null ? there.Select(chunk) : ChunkSet.Or(there.Select(chunk), gone.Select(chunk));
            _chunk = chunk;
        }

        return _set;
    }
}

/// <summary>Images with a term, its confidence within a closed range.</summary>
internal sealed class TermNode(TermView there, TermView? gone, int least = 0, int most = 10_000) : QueryNode
{
    // A term has slots among the images that are there and others among those that are gone, as the universe has.
    public override bool IsWithin => true;

    public override ChunkSet Evaluate(int chunk) =>
        gone is null
            ? there.Select(chunk, least, most)
            : ChunkSet.Or(there.Select(chunk, least, most), gone.Select(chunk, least, most));

    public override int MostIn(int chunk) => there.MostIn(chunk) + (gone?.MostIn(chunk) ?? 0);
}

/// <summary>Nothing.</summary>
internal sealed class NothingNode : QueryNode
{
    public override bool IsWithin => true;

    public static NothingNode Instance { get; } = new();

    public override ChunkSet Evaluate(int chunk) => default;

    public override int MostIn(int chunk) => 0;
}

/// <summary>Slots that were found beforehand, such as those of a pattern of keys.</summary>
internal sealed class FixedNode(IReadOnlyDictionary<int, ChunkSet> chunks) : QueryNode
{
    public override ChunkSet Evaluate(int chunk) => chunks.GetValueOrDefault(chunk);

    public override int MostIn(int chunk) => Evaluate(chunk).Count;
}

/// <summary>Images modified, or taken, within a half-open range of milliseconds.</summary>
internal sealed class TimeNode(Columns columns, long from, long before) : QueryNode
{
    public override ChunkSet Evaluate(int chunk) => from >= before ? default : new(columns.Select(chunk, from, before - 1));
}

/// <summary>Images whose number passes.</summary>
internal sealed class NumberNode(Columns columns, Func<long, bool> passes) : QueryNode
{
    public override ChunkSet Evaluate(int chunk) => new(columns.Select(chunk, passes));
}

/// <summary>Images of the universe that a part does not find.</summary>
internal sealed class NotNode(QueryNode universe, QueryNode inner) : QueryNode
{
    public override bool IsWithin => true;

    public QueryNode Inner => inner;

    public override ChunkSet Evaluate(int chunk) => ChunkSet.AndNot(universe.Evaluate(chunk), inner.Evaluate(chunk));
}

/// <summary>Images that every part finds.</summary>
internal sealed class AndNode(IReadOnlyList<QueryNode> parts) : QueryNode
{
    // What is left out of something keeps to the universe only where the something does.
    public override bool IsWithin => parts.Any(p => p is not NotNode && p.IsWithin) || parts.All(p => p is NotNode);

    public override ChunkSet Evaluate(int chunk)
    {
        var byCount = parts.Where(p => p is not NotNode).OrderBy(p => p.MostIn(chunk)).ToList();
        var without = parts.OfType<NotNode>().ToList();
        var set = byCount.Count > 0 ? byCount[0].Evaluate(chunk) : without[0].Evaluate(chunk);
        for (var i = 1; i < byCount.Count && !set.IsEmpty; i++)
        {
            set = ChunkSet.And(set, byCount[i].Evaluate(chunk));
        }

        for (var i = byCount.Count > 0 ? 0 : 1; i < without.Count && !set.IsEmpty; i++)
        {
            set = ChunkSet.AndNot(set, without[i].Inner.Evaluate(chunk));
        }

        return set;
    }

    public override int MostIn(int chunk) => parts.Min(p => p.MostIn(chunk));
}

/// <summary>Images that any part finds.</summary>
internal sealed class OrNode(IReadOnlyList<QueryNode> parts) : QueryNode
{
    public override bool IsWithin => parts.All(p => p.IsWithin);

    public override ChunkSet Evaluate(int chunk)
    {
        var set = default(ChunkSet);
        foreach (var part in parts)
        {
            set = ChunkSet.Or(set, part.Evaluate(chunk));
        }

        return set;
    }

    public override int MostIn(int chunk) => (int)Math.Min(Bits.Slots, parts.Sum(p => (long)p.MostIn(chunk)));
}
