namespace ImageTagging.Imaging;

/// <summary>The bounds within which pictures are decoded: they come from outside.</summary>
public sealed record ImagingOptions
{
    /// <summary>The most bytes of an encoded picture, 1 to 2,000,000,000.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>The most pixels, width times height, that the header may announce; 1 to 10,000,000,000.</summary>
    /// <value>The default is 300 million: above any camera, far below a 30,000 × 30,000 bomb.</value>
    public long MaxPixels { get; set; } = 300_000_000;

    /// <summary>
    /// The most bytes that decodes hold at once, those of the whole process together: others wait, and a picture that alone would hold
    /// more is refused. 16 MiB to 1 TiB. What a decode holds is told by the header, from format, interlacing and depth, and rounded up.
    /// </summary>
    /// <value>The default is 1 GiB: a progressive JPEG of 170 megapixels, an interlaced PNG of 300, an AVIF of 48.</value>
    public long MaxMemory { get; set; } = 1L << 30;

    /// <summary>How long decoding one picture may take before it is ended; 10 ms to an hour.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The whole path of ffmpeg, which makes pictures of videos, JPEG XL and JPEG 2000. Where it is not there, such files are refused
    /// with a sentence that says what to install.
    /// </summary>
    /// <value>The default is null: looked for in the folders of <c>PATH</c>.</value>
    public string? Ffmpeg { get; set; }

    /// <summary>Every fault of these options, without a stop at its end; empty where there is none.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate()
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

        if (MaxMemory is < (16L << 20) or > (1L << 40))
        {
            faults.Add("MaxMemory must be 16 MiB to 1 TiB");
        }

        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromHours(1))
        {
            faults.Add("Timeout must be 10 ms to an hour");
        }

        if (Ffmpeg is not null && !Path.IsPathFullyQualified(Ffmpeg))
        {
            faults.Add("Ffmpeg must be a whole path, or null");
        }

        return faults;
    }
}
