namespace ImageTagging.Rekognition;

/// <summary>How pictures reach the service.</summary>
public enum ImageTransfer
{
    /// <summary>
    /// Objects of Amazon S3 by reference (nothing is downloaded), everything else as bytes: also objects of a store whose address
    /// is not Amazon's.
    /// </summary>
    Automatic,

    /// <summary>Everything as bytes: for S3-compatible stores that Rekognition cannot reach, and buckets of another region.</summary>
    Bytes,

    /// <summary>As <see cref="Automatic"/>, and by reference whatever the store's address: for a gateway before Amazon's own buckets.</summary>
    Reference,
}
