using System.Text.RegularExpressions;

namespace ImageTagging.S3;

/// <summary>A bucket as it may be named: a name, an access point's alias, an access point's ARN.</summary>
internal static partial class BucketName
{
    private const string AliasEnd = "-s3alias";

    /// <summary>Tells if it is an ARN.</summary>
    public static bool IsArn(string bucket) => bucket.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>Tells if it means an access point, whose objects other services are not promised to read under this name.</summary>
    public static bool IsAccessPoint(string bucket) => IsArn(bucket) || bucket.EndsWith(AliasEnd, StringComparison.Ordinal);

    /// <summary>The region that an ARN names; null for a name.</summary>
    public static string? RegionOf(string bucket) => IsArn(bucket) ? bucket.Split(':')[3] : null;

    /// <summary>The resource that a policy names for the listing.</summary>
    public static string PolicyOfListing(string bucket) =>
        IsArn(bucket) ? bucket
        : IsAccessPoint(bucket) ? "the access point's ARN"
        : "arn:aws:s3:::" + bucket;

    /// <summary>The resource that a policy names for the objects.</summary>
    public static string PolicyOfObjects(string bucket) =>
        IsArn(bucket) ? bucket + "/object/*"
        : IsAccessPoint(bucket) ? "the access point's ARN with /object/* behind it"
        : $"arn:aws:s3:::{bucket}/*";

    /// <summary>The bucket and what is behind it, of a text such as <c>bucket/prefix</c>; in an ARN its first slash is the bucket's.</summary>
    public static (string Bucket, string? Behind) Split(string text)
    {
        var from = IsArn(text) && LeadingArn().Match(text) is { Success: true, Length: var length } ? length : 0;
        var slash = text.IndexOf('/', from);
        return slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
    }

    /// <summary>Why it cannot be a source, as a sentence; null where it can.</summary>
    public static string? FaultOf(string bucket) =>
        string.IsNullOrWhiteSpace(bucket) ? "Bucket is empty; give the bucket's name."
        : bucket.EndsWith("--x-s3", StringComparison.Ordinal) || bucket.EndsWith("--xa-s3", StringComparison.Ordinal)
            ? $"'{bucket}' is a directory bucket, which does not list in key order; use a general purpose bucket."
        : bucket.EndsWith(".mrap", StringComparison.Ordinal)
            ? $"'{bucket}' is a multi-region access point, which is not supported; name the bucket, or an access point of one region."
        : bucket.EndsWith("--op-s3", StringComparison.Ordinal) || bucket.Contains(":s3-outposts:", StringComparison.Ordinal)
            ? $"'{bucket}' is on AWS Outposts, which is not supported; name a bucket or an access point of a region."
        : bucket.EndsWith("--ol-s3", StringComparison.Ordinal) || bucket.Contains(":s3-object-lambda:", StringComparison.Ordinal)
            ? $"'{bucket}' is an Object Lambda access point, whose objects are not those that are listed; name its bucket, or a plain access point."
        : IsArn(bucket)
            ? (
                AccessPointArn().IsMatch(bucket)
                    ? null
                    : $"'{bucket}' is no access point's ARN; one looks like arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME."
            )
        : IsName(bucket) ? null
        : $"'{bucket}' is no bucket's name (3 to 63 letters, digits, '.', '-' and '_'); a prefix goes into Prefix.";

    // By hand: making an expression that does not backtrack takes longer than all else that a run does before it lists.
    private static bool IsName(string bucket) =>
        bucket.Length is >= 3 and <= 63 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    [GeneratedRegex(
        @"^arn:aws[a-z-]*:s3:[a-z]{2,}(?:-[a-z0-9]+)+:[0-9]{12}:accesspoint[/:][a-z0-9][a-z0-9-]{1,48}[a-z0-9]\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex AccessPointArn();

    // As far as the slash that belongs to it; an Outposts ARN has two of them in it.
    [GeneratedRegex(@"^arn:[^:/]*:[^:/]*:[^:/]*:[^:/]*:(?:outpost[/:][^/:]*[/:])?accesspoint/", RegexOptions.NonBacktracking)]
    private static partial Regex LeadingArn();
}
