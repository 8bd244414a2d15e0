namespace ImageTagging.Testing;

/// <summary>A request that an <see cref="S3Double"/> got.</summary>
/// <param name="Operation">The operation's name in the API reference, such as <c>GetObject</c>.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key; empty for a bucket's operation.</param>
/// <param name="At">When it came.</param>
public sealed record S3DoubleRequest(string Operation, string Bucket, string Key, DateTimeOffset At)
{
    /// <summary>The bytes that were asked for, such as <c>bytes=0-99</c>; null for all.</summary>
    public string? Range { get; init; }
}
