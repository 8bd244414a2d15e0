namespace ImageTagging;

/// <summary>
/// Pictures to be similar to, and others not to be: what is found has an embedding in their space, and the most similar come
/// first. Pictures of the index that are named as examples are not among the hits.
/// </summary>
public sealed record SimilarTo
{
    /// <summary>The most examples: 100.</summary>
    public const int MaxExamples = 100;

    /// <summary>The similarity from which on people see what two pictures have in common, with the local tagger's vectors: 0.35.</summary>
    public const double Noticeable = 0.35;

    /// <summary>The examples, 1–100; one of them is to be similar to.</summary>
    public required IReadOnlyList<SimilarExample> Examples { get; init; }

    /// <summary>The space to compare in; null for that of the first example's first embedding.</summary>
    public string? Space { get; init; }

    /// <summary>The least similarity of a hit, -1 to 1: less similar pictures are compared and counted, and are no hits.</summary>
    /// <value>The default is -1: every picture that can be compared is a hit. Under <see cref="Noticeable"/> people see nothing alike.</value>
    public double MinSimilarity { get; init; } = -1;

    /// <summary>Pictures of the index to be similar to.</summary>
    /// <param name="images">Pictures of the index.</param>
    /// <returns>What is asked for.</returns>
    public static SimilarTo Images(params IEnumerable<ImageName> images) =>
        new() { Examples = [.. images.Select(i => new SimilarExample(i))] };

    /// <summary>An embedding to be similar to, such as that of a picture outside the index.</summary>
    /// <param name="embedding">A picture's direction in its model's space.</param>
    /// <returns>What is asked for.</returns>
    public static SimilarTo Vector(Embedding embedding) => new() { Examples = [new SimilarExample(embedding)] };
}
