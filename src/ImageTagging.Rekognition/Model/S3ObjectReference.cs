namespace ImageTagging.Rekognition;

/// <summary>An object in a bucket.</summary>
public sealed record S3ObjectReference
{
    /// <summary>The bucket, 3–255 characters.</summary>
    public required string Bucket { get; init; }

    /// <summary>The key, 1–1,024 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The id of one version of the object; null for the present one.</summary>
    public string? Version { get; init; }
}
