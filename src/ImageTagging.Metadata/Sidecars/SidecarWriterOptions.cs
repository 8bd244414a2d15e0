namespace ImageTagging.Metadata;

/// <summary>What <see cref="SidecarWriter"/> writes.</summary>
public sealed record SidecarWriterOptions
{
    /// <summary>The least confidence of a tag that is written, in percent, 0-100. People's own tags have 100.</summary>
    public double MinConfidence { get; init; } = 70;

    /// <summary>Whether nothing is written and only said what would be.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a new sidecar is called <c>a.xmp</c>, as Adobe's programs do, and not <c>a.jpg.xmp</c>. One that is there keeps its name.</summary>
    public bool WithoutPictureEnding { get; init; }

    /// <summary>The rules of the index's tags, which say what stands above what; null for the library's own.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
