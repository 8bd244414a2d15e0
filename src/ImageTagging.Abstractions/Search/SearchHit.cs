namespace ImageTagging;

/// <summary>One found image.</summary>
/// <param name="Record">The record.</param>
/// <param name="Score">
/// For each of the first sixty tags that the query asks for and the image has: 1, and up to 8 more by its confidence
/// (1 + 8 × percent / 100); of an <see cref="AnyOfQuery"/> that of the best alternative by its weight; summed. Exact, and
/// equal on every engine. Where the search asks for similar pictures: the similarity, -1 to 1.
/// </param>
public sealed record SearchHit(ImageRecord Record, double Score);
