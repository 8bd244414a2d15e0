using System.Buffers;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>Reads a listing as an object that the service can be pointed at.</summary>
internal static class BucketObject
{
    private const string Scheme = "s3://";

    // The service's own pattern of a bucket's name; the ARN of an access point does not fit it.
    private static readonly SearchValues<char> s_bucket = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_"
    );

    /// <summary>The object; null where the listing is none, or its names are longer than the service takes.</summary>
    public static S3ObjectReference? Of(ImageListing listing)
    {
        if (!listing.Location.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        // The key is the listing's own: in a location it may stand encoded.
        var rest = listing.Location.AsSpan(Scheme.Length);
        var end = rest.IndexOf('/');
        if (end is < 3 or > 255 || rest[..end].ContainsAnyExcept(s_bucket) || listing.Key.Length is 0 or > 1024)
        {
            return null;
        }

        return new()
        {
            Bucket = rest[..end].ToString(),
            Name = listing.Key,
            Version = listing.VersionId is { Length: > 0 and <= 1024 } version ? version : null,
        };
    }

    /// <summary>Tells if the key's ending names a type that the service does not take.</summary>
    public static bool IsOfAnotherType(string key)
    {
        var ending = Path.GetExtension(key).ToLowerInvariant();
        return ending is not (".jpg" or ".jpeg" or ".jpe" or ".jfif" or ".png")
            && (ImageScope.PictureSuffixes.Contains(ending) || ImageExclusions.KindByEnding(ending) == ExclusionKind.Video);
    }
}
