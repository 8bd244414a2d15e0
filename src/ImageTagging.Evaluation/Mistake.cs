namespace ImageTagging.Evaluation;

/// <summary>A tag that is wrong, or missing.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Confidence">The confidence it was given with, 0–100; 0 where it was not given at all.</param>
/// <param name="IsMissing">Whether the truth has it and it was not given at the threshold (else it was given and is wrong).</param>
public sealed record Mistake(string Image, string Tag, double Confidence, bool IsMissing)
{
    /// <summary>How far off, 0–100: the confidence of what is wrong, what was missing to 100 of what is missing.</summary>
    public double Weight => IsMissing ? 100 - Confidence : Confidence;
}
