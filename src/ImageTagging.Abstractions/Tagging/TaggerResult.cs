namespace ImageTagging;

/// <summary>A tagger's answer for one picture.</summary>
public sealed record TaggerResult
{
    /// <summary>The labels, at the tagger's confidence and over; empty is an answer too.</summary>
    public required IReadOnlyList<ImageLabel> Labels { get; init; }

    /// <summary>Where the model puts the picture, for finding similar ones; null where it does not say. Its space belongs to the tagger's fingerprint.</summary>
    public Embedding? Embedding { get; init; }

    /// <summary>The picture's perceptual hash, by which its copies are found; null where the tagger did not look at pixels.</summary>
    public PerceptualHash? Look { get; init; }

    /// <summary>The version of the model that answered: provenance, not part of the fingerprint.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The picture's width in pixels, upright, where the tagger learned it.</summary>
    public int? Width { get; init; }

    /// <summary>The picture's height in pixels, upright, where the tagger learned it.</summary>
    public int? Height { get; init; }

    /// <summary>When, where and with what it was taken, where the tagger reads that; null where it does not.</summary>
    public PhotoFacts? Facts { get; init; }

    /// <summary>The parts of the picture that could not be read though it was answered for, in a sentence for people; null where all could.</summary>
    public string? Warning { get; init; }

    /// <summary>The cost of the call in US dollars, where only its answer tells; null where that is <see cref="TaggerInfo.PricePerCall"/>.</summary>
    /// <value>The default is null. Not below 0.</value>
    public decimal? Price { get; init; }

    /// <summary>
    /// True if the answer is one for the listed content alone. False where the picture was read by reference and may have been
    /// replaced in between, and where its name or files beside it tell as well: such answers serve this record only, never other
    /// records of the same content, and are asked for again where the listing differs.
    /// </summary>
    /// <value>The default is true.</value>
    public bool IsListedContent { get; init; } = true;
}
