namespace ImageTagging.Evaluation;

/// <summary>A tag that a tagger, or an index, gave an image.</summary>
/// <param name="Image">The image, named as the truth names it.</param>
/// <param name="Tag">The tag; compared in its normal form (<see cref="TagName"/>).</param>
/// <param name="Confidence">How sure, 0–100.</param>
public readonly record struct Prediction(string Image, string Tag, double Confidence)
{
    /// <summary>
    /// Other and broader names by which a search finds the image for this tag. Where the truth uses one of them it is judged as
    /// the tag is; a tag that the truth never uses is then judged by them alone.
    /// </summary>
    /// <value>The default is null: none.</value>
    public IReadOnlyCollection<string>? OtherNames { get; init; }
}
