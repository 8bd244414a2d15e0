namespace ImageTagging;

/// <summary>How a picture is to be encoded.</summary>
public sealed record EncodeRequest
{
    /// <summary>The type to write: <c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>.</summary>
    /// <value>The default is <c>image/jpeg</c>.</value>
    public string MediaType { get; init; } = "image/jpeg";

    /// <summary>The longest side in pixels; a smaller picture is not enlarged. 0 for its own size.</summary>
    public int MaxSide { get; init; }

    /// <summary>The most bytes; quality, then size, are lowered until it fits. 0 for any.</summary>
    public long MaxBytes { get; init; }

    /// <summary>The quality to start from, 1–100.</summary>
    /// <value>The default is 90.</value>
    public int Quality { get; init; } = 90;
}
