namespace ImageTagging.Rekognition;

/// <summary>A picture as a request names it: its bytes, or an object in a bucket; one of the two.</summary>
public sealed record ImageReference
{
    /// <summary>The JPEG or PNG, 1 to 5,242,880 bytes (custom labels 4,194,304); they travel as base64.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>An object that Rekognition reads itself, 15,728,640 bytes at the most, in a bucket of the same region.</summary>
    public S3ObjectReference? S3Object { get; init; }
}
