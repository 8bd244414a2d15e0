using System.Text.Json;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Looks at the picture as the service does: there, of its region, of its types and sizes.</summary>
internal static class ObjectCheck
{
    private const int MaxObject = 15 << 20;
    private const int MaxCustomBytes = 4 << 20;

    private static readonly RekognitionRefusal s_unreadable = new(
        400,
        "InvalidS3ObjectException",
        "Unable to get object metadata from S3. Check object key, region and/or access permissions."
    );

    public static async ValueTask<RekognitionRefusal?> FindAsync(
        RekognitionDouble server,
        RekognitionCall call,
        JsonElement request,
        CancellationToken cancellationToken
    )
    {
        var image = request.GetProperty("Image");
        var isCustom = call.Operation == "DetectCustomLabels";
        if (image.TryGetProperty("Bytes", out var encoded))
        {
            var bytes = encoded.GetBytesFromBase64();
            return isCustom && bytes.Length > MaxCustomBytes
                ? new(400, "ImageTooLargeException", "Image size is too large")
                : OfContent(bytes, isCustom);
        }

        var source = image.GetProperty("S3Object");
        var bucket = source.GetProperty("Bucket").GetString()!;
        if (server.BucketRegions.TryGetValue(bucket, out var region) && region != server.Region)
        {
            return s_unreadable;
        }

        if (server.ReadObject is not { } read)
        {
            return null;
        }

        var content = await read(bucket, call.Key!, call.VersionId, cancellationToken).ConfigureAwait(false);
        return content is null ? s_unreadable
            : content.Length > MaxObject ? new(400, "ImageTooLargeException", "Image size is too large")
            : OfContent(content, isCustom);
    }

    private static RekognitionRefusal? OfContent(ReadOnlySpan<byte> bytes, bool isCustom) =>
        PixelSize.Read(bytes) is not var (width, height)
            ? new(400, "InvalidImageFormatException", "Request has invalid image format")
        : Math.Max(width, height) > 10_000 ? new(400, "ImageTooLargeException", "Image dimensions are too large")
        : Math.Min(width, height) < (isCustom ? 64 : 80) ? new(400, "InvalidParameterException", "Image dimensions are too small")
        : null;
}
