namespace ImageTagging;

/// <summary>An example of what is looked for, or of what is not: a picture of the index, or an embedding.</summary>
public sealed record SimilarExample
{
    /// <summary>A picture of the index.</summary>
    /// <param name="image">Its name.</param>
    public SimilarExample(ImageName image) => Image = image;

    /// <summary>An embedding, such as that of a picture outside the index.</summary>
    /// <param name="embedding">The embedding.</param>
    public SimilarExample(Embedding embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        Embedding = embedding;
    }

    /// <summary>The picture of the index; null where an embedding is given.</summary>
    public ImageName? Image { get; }

    /// <summary>The embedding; null where a picture is named.</summary>
    public Embedding? Embedding { get; }

    /// <summary>True if hits are to be unlike it.</summary>
    /// <value>The default is false.</value>
    public bool IsUnlike { get; init; }
}
