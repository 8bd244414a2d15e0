namespace ImageTagging.Evaluation;

/// <summary>One tag while it is gathered: which images have it, and which were given it.</summary>
internal sealed class TagEntry(string tag)
{
    public string Tag { get; } = tag;

    /// <summary>Images that have the tag, rising.</summary>
    public List<int> Truth { get; } = [];

    /// <summary>The entries that were given, in any order, an image several times perhaps.</summary>
    public List<Ranked> Given { get; } = [];

    public RankedTag Rank()
    {
        // By image, the surest first, so that one walk along the truth tells what is right, double and missed.
        Given.Sort(static (a, b) => a.Image != b.Image ? a.Image.CompareTo(b.Image) : b.Confidence.CompareTo(a.Confidence));
        var ranked = new Ranked[Given.Count];
        var missed = new List<int>();
        var (count, at) = (0, 0);
        for (var i = 0; i < Given.Count; i++)
        {
            var item = Given[i];
            if (i > 0 && Given[i - 1].Image == item.Image)
            {
                continue;
            }

            for (; at < Truth.Count && Truth[at] < item.Image; at++)
            {
                missed.Add(Truth[at]);
            }

            var right = at < Truth.Count && Truth[at] == item.Image;
            at += right ? 1 : 0;
            ranked[count++] = item with { IsRight = right };
        }

        missed.AddRange(Truth.Skip(at));
        Array.Resize(ref ranked, count);
        Array.Sort(ranked, Ranked.MostSureFirst);
        return new(Tag, ranked, [.. missed], Truth.Count);
    }
}
