namespace ImageTagging.Tool.Charts;

/// <summary>How often each two tags are on one picture; the diagonal is each tag's own count.</summary>
internal sealed class TagsTogether(IReadOnlyList<string> tags, long[,] counts, long images)
{
    public IReadOnlyList<string> Tags { get; } = tags;

    /// <summary>How many pictures there are at all.</summary>
    public long Images { get; } = images;

    /// <summary>The same with other names for the tags.</summary>
    public TagsTogether Named(Func<string, string> name) => new([.. Tags.Select(name)], counts, Images);

    public long Count(int one, int other) => counts[one, other];

    /// <summary>Of the pictures with one tag, the share that have the other, 0–1.</summary>
    public double Share(int one, int other) => counts[one, one] == 0 ? 0 : (double)counts[one, other] / counts[one, one];

    /// <summary>How many times more often than by chance: 1 where the tags have nothing to do with each other.</summary>
    public double Lift(int one, int other) =>
        counts[one, one] == 0 || counts[other, other] == 0
            ? 0
            : (double)counts[one, other] * Images / ((double)counts[one, one] * counts[other, other]);

    /// <summary>Every two different tags that are together anywhere, the most frequent first.</summary>
    public IEnumerable<(int One, int Other)> Pairs() =>
        Enumerable
            .Range(0, Tags.Count)
            .SelectMany(one => Enumerable.Range(one + 1, Tags.Count - one - 1).Select(other => (One: one, Other: other)))
            .Where(p => Count(p.One, p.Other) > 0)
            .OrderByDescending(p => Count(p.One, p.Other));
}
