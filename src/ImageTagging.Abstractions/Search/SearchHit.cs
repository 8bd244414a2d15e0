namespace ImageTagging;

/// <summary>One found image.</summary>
/// <param name="Record">The record.</param>
/// <param name="Score">For each distinct positive tag of the query that the image has: 1 and the confidence bands it reaches; summed.</param>
public sealed record SearchHit(ImageRecord Record, int Score);
