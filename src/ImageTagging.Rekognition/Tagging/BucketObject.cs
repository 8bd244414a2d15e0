namespace ImageTagging.Rekognition.Tagging;

/// <summary>Reads a listing as an object that the service can be pointed at.</summary>
internal static class BucketObject
{
    private const string Scheme = "s3://";

    /// <summary>The object; null where the listing is none, or its names are longer than the service takes.</summary>
    public static S3ObjectReference? Of(ImageListing listing)
    {
        if (!listing.Location.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        // The key is the listing's own: in a location it may stand encoded.
        var end = listing.Location.AsSpan(Scheme.Length).IndexOf('/');
        if (end is < 3 or > 255 || listing.Key.Length is 0 or > 1024)
        {
            return null;
        }

        return new()
        {
            Bucket = listing.Location.Substring(Scheme.Length, end),
            Name = listing.Key,
            Version = listing.VersionId is { Length: > 0 and <= 1024 } version ? version : null,
        };
    }

    /// <summary>Whether the key's ending names a type that the service does not take.</summary>
    public static bool IsOfAnotherType(string key) =>
        Path.GetExtension(key).ToLowerInvariant()
            is ".webp"
                or ".gif"
                or ".tif"
                or ".tiff"
                or ".bmp"
                or ".heic"
                or ".heif"
                or ".avif"
                or ".jp2"
                or ".jxl";
}
