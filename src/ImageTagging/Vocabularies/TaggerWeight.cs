namespace ImageTagging;

/// <summary>How often people said that a tagger was right about a tag.</summary>
/// <param name="Tagger">The tagger's name.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Right">Pictures of which it said the tag, and people too.</param>
/// <param name="Wrong">Pictures of which it said the tag, and people took it away.</param>
public sealed record TaggerWeight(string Tagger, string Tag, int Right, int Wrong)
{
    /// <summary>How far it can be trusted, over 0 and under 1: the share of right ones, drawn towards a half where there are few.</summary>
    public double Weight => (Right + 1d) / (Right + Wrong + 2);
}
