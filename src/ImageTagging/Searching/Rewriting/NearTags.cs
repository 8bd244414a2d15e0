namespace ImageTagging.Searching;

/// <summary>The tags near a text in meaning.</summary>
/// <param name="Tags">The tags with their weights, the nearest, which weighs all, first.</param>
/// <param name="StandsForText">Whether the nearest is near enough to be required of a picture in the text's place, beside other words.</param>
internal sealed record NearTags(IReadOnlyList<WeightedTag> Tags, bool StandsForText);
