namespace ImageTagging.S3;

/// <summary>How an <see cref="S3ImageSource"/> reaches and reads its bucket.</summary>
public sealed class S3SourceOptions
{
    private const string Scheme = "s3://";

    /// <summary>The bucket's name, or the alias or ARN of an access point of one region.</summary>
    /// <remarks>
    /// Refused are directory buckets, which do not list in key order; access points of several regions, of Object Lambda and of AWS
    /// Outposts. With an ARN, <see cref="Region"/> need not be set, and <see cref="ServiceUrl"/> and <see cref="ForcePathStyle"/> may not.
    /// </remarks>
    public string Bucket { get; set; } = "";

    /// <summary>Only keys that start with it are listed; keys stay relative to the bucket's root.</summary>
    /// <value>The default is empty: every key.</value>
    public string Prefix { get; set; } = "";

    /// <summary>Endings that a key must have one of, upper and lower case alike; empty for any.</summary>
    /// <value>The default is <see cref="ImageScope.PictureSuffixes"/>.</value>
    public IList<string> Suffixes { get; } = [.. ImageScope.PictureSuffixes];

    /// <summary>
    /// True if keys with a name that starts with a dot, previews (<c>@eaDir</c>, <c>.thumbnails</c>), trash (<c>#recycle</c>,
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

    /// <summary>True if the bucket's name goes into the path rather than the host name, as most compatible stores want it.</summary>
    /// <value>The default is null: yes where <see cref="ServiceUrl"/> is set.</value>
    public bool? ForcePathStyle { get; set; }

    /// <summary>True if the caller pays for requests, as a requester-pays bucket demands.</summary>
    /// <value>The default is false.</value>
    public bool RequesterPays { get; set; }

    /// <summary>True if an ETag tells the content. False for stores whose ETags say nothing; then only bytes that are read do.</summary>
    /// <value>The default is true.</value>
    public bool TrustETags { get; set; } = true;

    /// <summary>The AWS account that must own the bucket; null not to check.</summary>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>Options for what a location names.</summary>
    /// <param name="location"><c>s3://bucket</c> or <c>s3://bucket/prefix</c>; the bucket may be an access point's alias or ARN.</param>
    /// <returns>Options with <see cref="Bucket"/> and <see cref="Prefix"/> set, to be checked by <see cref="Validate"/>.</returns>
    /// <exception cref="ArgumentException">The location does not start with <c>s3://</c>.</exception>
    public static S3SourceOptions FromLocation(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (!location.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("An S3 location starts with s3://.", nameof(location));
        }

        var (bucket, prefix) = BucketName.Split(location[Scheme.Length..]);
        return new() { Bucket = bucket, Prefix = prefix ?? "" };
    }

    /// <summary>Every fault of these options, as sentences; empty where there is none.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate() => [.. Faults().Select(f => "S3: " + f.Sentence)];

    /// <summary>Every fault with the option that it is about.</summary>
    internal IReadOnlyList<(string Option, string Sentence)> Faults()
    {
        var faults = new List<(string Option, string Sentence)>();
        if (BucketName.FaultOf(Bucket ?? "") is { } fault)
        {
            faults.Add((nameof(Bucket), fault));
        }
        else if (BucketName.IsArn(Bucket!))
        {
            if (ServiceUrl is not null || ForcePathStyle is true)
            {
                faults.Add(
                    (
                        nameof(ServiceUrl),
                        "an access point's ARN goes with neither ServiceUrl nor ForcePathStyle; Amazon S3 is called at its own address."
                    )
                );
            }

            if (Region is not null && Region != BucketName.RegionOf(Bucket!))
            {
                faults.Add(
                    (
                        nameof(Region),
                        $"the access point is in {BucketName.RegionOf(Bucket!)}, and Region is {Region}; they must be the same, or Region left out."
                    )
                );
            }
        }

        if (System.Text.Encoding.UTF8.GetByteCount(Prefix ?? "") > 1024)
        {
            faults.Add((nameof(Prefix), "Prefix is longer than the 1,024 bytes a key may have."));
        }

        try
        {
            _ = new ImageExclusions(IncludeHidden, Exclude);
        }
        catch (ImageTaggingException refused)
        {
            faults.Add((nameof(Exclude), "Exclude: " + refused.Message));
        }

        if (
            ServiceUrl is not null
            && !(
                Uri.TryCreate(ServiceUrl, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && url.UserInfo.Length == 0
            )
        )
        {
            faults.Add(
                (
                    nameof(ServiceUrl),
                    "ServiceUrl must be an http or https address without a user; credentials come from the default chain."
                )
            );
        }

        if (
            Region is not null
            && !(
                Region.Length is > 0 and <= 63 && Region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            )
        )
        {
            faults.Add((nameof(Region), $"'{Region}' is no region; one looks like eu-west-1."));
        }

        if (ExpectedBucketOwner is not null && !(ExpectedBucketOwner.Length == 12 && ExpectedBucketOwner.All(char.IsAsciiDigit)))
        {
            faults.Add(
                (nameof(ExpectedBucketOwner), $"ExpectedBucketOwner is '{ExpectedBucketOwner}'; an AWS account is 12 digits.")
            );
        }

        if (Suffixes.Any(string.IsNullOrEmpty))
        {
            faults.Add((nameof(Suffixes), "Suffixes has an empty ending; clear it to list every key."));
        }

        return faults;
    }
}
