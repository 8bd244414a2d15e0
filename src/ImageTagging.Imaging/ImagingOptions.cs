namespace ImageTagging.Imaging;

/// <summary>The bounds within which pictures are decoded: they come from outside.</summary>
public sealed record ImagingOptions
{
    /// <summary>The most bytes of an encoded picture, 1 to 2,000,000,000.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>The most pixels, width times height, that the header may announce; 1 to 10,000,000,000.</summary>
    /// <value>The default is 300 million: above any camera, far below a 30,000 × 30,000 bomb.</value>
    public long MaxPixels { get; init; } = 300_000_000;

    /// <summary>How long decoding one picture may take before it is ended; 10 ms to an hour.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault of these options in one exception.</summary>
    internal void Validate()
    {
        var faults = new List<string>();
        if (MaxBytes is < 1 or > 2_000_000_000)
        {
            faults.Add("MaxBytes must be 1 to 2,000,000,000");
        }

        if (MaxPixels is < 1 or > 10_000_000_000)
        {
            faults.Add("MaxPixels must be 1 to 10,000,000,000");
        }

        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromHours(1))
        {
            faults.Add("Timeout must be 10 ms to an hour");
        }

        if (faults.Count > 0)
        {
            throw new ImageTaggingException("Imaging: " + string.Join("; ", faults) + ".") { Code = "InvalidOptions" };
        }
    }
}
