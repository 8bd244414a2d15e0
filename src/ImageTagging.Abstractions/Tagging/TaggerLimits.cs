namespace ImageTagging;

/// <summary>The pictures that a tagger takes. A picture beyond them is converted where a codec is registered, else it fails with a sentence.</summary>
public sealed record TaggerLimits
{
    /// <summary>The media types it takes, such as <c>image/jpeg</c>; empty for any that can be decoded.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>The most bytes it takes; 0 for no limit of its own.</summary>
    public long MaxBytes { get; init; }

    /// <summary>The shortest side in pixels; 0 for none.</summary>
    public int MinSide { get; init; }

    /// <summary>The longest side in pixels; 0 for none.</summary>
    public int MaxSide { get; init; }
}
