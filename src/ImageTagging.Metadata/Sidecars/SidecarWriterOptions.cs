namespace ImageTagging.Metadata;

/// <summary>The options of <see cref="SidecarWriter"/>.</summary>
public sealed record SidecarWriterOptions
{
    /// <summary>The least confidence of a tag that is written, in percent, 0-100. People's own tags have 100.</summary>
    public double MinConfidence { get; init; } = 70;

    /// <summary>True if nothing is written and only said what would be.</summary>
    public bool DryRun { get; init; }

    /// <summary>True if a new sidecar is called <c>a.xmp</c>, as Adobe's programs do, and not <c>a.jpg.xmp</c>. One that is there keeps its name.</summary>
    public bool WithoutPictureEnding { get; init; }

    /// <summary>The rules of the index's tags, which say what stands above what; null for the library's own.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
