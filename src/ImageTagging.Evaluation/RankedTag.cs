namespace ImageTagging.Evaluation;

/// <summary>One tag's given confidences, falling, each with its image and whether it is right; and how often the truth has it.</summary>
internal sealed class RankedTag(string tag, Ranked[] ranked, int[] missed, int support)
{
    /// <summary>The tag; empty for all together.</summary>
    public string Tag { get; } = tag;

    public Ranked[] Ranked { get; } = ranked;

    /// <summary>Images of the truth that were not given the tag at any confidence.</summary>
    public int[] Missed { get; } = missed;

    public int Support { get; } = support;
}

/// <summary>A given tag in its rank.</summary>
internal readonly record struct Ranked(double Confidence, int Image, bool IsRight)
{
    public static Comparison<Ranked> MostSureFirst { get; } =
        static (a, b) => b.Confidence.CompareTo(a.Confidence) is var c and not 0 ? c : a.Image.CompareTo(b.Image);
}
