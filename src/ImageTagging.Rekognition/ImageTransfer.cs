namespace ImageTagging.Rekognition;

/// <summary>How pictures reach the service.</summary>
public enum ImageTransfer
{
    /// <summary>Objects of S3 by reference (nothing is downloaded), everything else as bytes.</summary>
    Automatic,

    /// <summary>Everything as bytes: for S3-compatible stores that Rekognition cannot reach, and buckets of another region.</summary>
    Bytes,
}
