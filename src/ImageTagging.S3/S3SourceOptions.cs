namespace ImageTagging.S3;

/// <summary>How an <see cref="S3ImageSource"/> reaches and reads its bucket.</summary>
public sealed class S3SourceOptions
{
    /// <summary>The bucket's name, or an access point's ARN. Directory buckets are refused: they do not list in key order.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Only keys that start with it are listed; keys stay relative to the bucket's root.</summary>
    /// <value>The default is empty: every key.</value>
    public string Prefix { get; set; } = "";

    /// <summary>Endings that a key must have one of, upper and lower case alike; empty for any.</summary>
    /// <value>The default is <see cref="ImageScope.PictureSuffixes"/>.</value>
    public IList<string> Suffixes { get; } = [.. ImageScope.PictureSuffixes];

    /// <summary>
    /// Whether keys with a name that starts with a dot, previews (<c>@eaDir</c>, <c>.thumbnails</c>), trash (<c>#recycle</c>,
    /// <c>.Trash-1000</c>), snapshots and macOS's leftovers (<c>._*</c>, <c>__MACOSX</c>) are listed as any other; see <see cref="ExclusionKind"/>.
    /// Folders that <see cref="Prefix"/> names are listed in any case.
    /// </summary>
    /// <value>The default is false: they are left out and counted.</value>
    public bool IncludeHidden { get; set; }

    /// <summary>Patterns of keys to leave out, as in a <c>.gitignore</c>, from the bucket's root: <c>*.tmp</c>, <c>raw/</c>, <c>2023/private</c>; see <see cref="ImageExclusions"/>.</summary>
    /// <value>The default is empty.</value>
    public IList<string> Exclude { get; } = [];

    /// <summary>The bucket's region, such as <c>eu-central-1</c>.</summary>
    /// <value>The default is null: the region of the default chain (environment, profile, instance).</value>
    public string? Region { get; set; }

    /// <summary>The address of an S3-compatible store, such as <c>http://127.0.0.1:9000</c>; null for Amazon's own.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>Whether the bucket's name goes into the path rather than the host name, as most compatible stores want it.</summary>
    /// <value>The default is null: yes where <see cref="ServiceUrl"/> is set.</value>
    public bool? ForcePathStyle { get; set; }

    /// <summary>Whether the caller pays for requests, as a requester-pays bucket demands.</summary>
    /// <value>The default is false.</value>
    public bool RequesterPays { get; set; }

    /// <summary>Whether an ETag tells the content. False for stores whose ETags say nothing; then only bytes that are read do.</summary>
    /// <value>The default is true.</value>
    public bool TrustETags { get; set; } = true;

    /// <summary>The AWS account that must own the bucket; null not to check.</summary>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>Every fault of these options, as sentences; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Bucket))
        {
            faults.Add("S3: Bucket is empty; give the bucket's name.");
        }
        else if (Bucket.EndsWith("--x-s3", StringComparison.Ordinal))
        {
            faults.Add($"S3: '{Bucket}' is a directory bucket, which does not list in key order; use a general purpose bucket.");
        }
        else if (
            !Bucket.StartsWith("arn:", StringComparison.Ordinal)
            && (Bucket.Length is < 3 or > 63 || Bucket.Contains('/', StringComparison.Ordinal))
        )
        {
            faults.Add($"S3: '{Bucket}' is no bucket's name (3 to 63 characters, no '/'); a prefix goes into Prefix.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(Prefix ?? "") > 1024)
        {
            faults.Add("S3: Prefix is longer than the 1,024 bytes a key may have.");
        }

        try
        {
            _ = new ImageExclusions(IncludeHidden, Exclude);
        }
        catch (ImageTaggingException fault)
        {
            faults.Add("S3: Exclude: " + fault.Message);
        }

        if (
            ServiceUrl is not null
            && !(Uri.TryCreate(ServiceUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        )
        {
            faults.Add("S3: ServiceUrl is no http or https address.");
        }

        return faults;
    }
}
