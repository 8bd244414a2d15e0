using ImageTagging.Imaging;
using ImageTagging.Rekognition;

namespace ImageTagging.Tool.Setup;

/// <summary>Which taggers, and what is asked of them.</summary>
internal sealed record TaggerSettings
{
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The local tagger's models that are not asked.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Cards of models that join the local tagger's.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    public double? MinConfidence { get; init; }

    public int? MaxLabels { get; init; }

    public double? CallsPerSecond { get; init; }

    public decimal? Price { get; init; }

    public ImageTransfer? Transfer { get; init; }

    public TimeSpan? Timeout { get; init; }

    public string? Region { get; init; }

    /// <summary>The questions for a vision model; null where none is among the taggers.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>The bounds within which pictures are decoded.</summary>
    public ImagingOptions Imaging { get; init; } = new();
}
