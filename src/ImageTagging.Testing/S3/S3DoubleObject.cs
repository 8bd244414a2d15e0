using System.Security.Cryptography;

namespace ImageTagging.Testing;

/// <summary>One version of an object in an <see cref="S3Double"/>. Immutable.</summary>
public sealed record S3DoubleObject
{
    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The ETag without quotes; a real store's MD5 for plain objects, something else for multipart and KMS.</summary>
    public required string ETag { get; init; }

    /// <summary>When it was last modified.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The version's id; <c>null</c> as text in a bucket without versions.</summary>
    public string VersionId { get; init; } = "null";

    /// <summary>The storage class, such as <c>GLACIER</c>.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    /// <summary>The archive tier that Intelligent-Tiering moved it to, such as <c>ARCHIVE_ACCESS</c>; null for none. A listing does not tell it.</summary>
    public string? ArchiveStatus { get; init; }

    /// <summary>Until when an archived object is restored; null where it is not.</summary>
    public DateTimeOffset? RestoredUntil { get; init; }

    /// <summary>The server-side encryption, such as <c>aws:kms</c>; null for none.</summary>
    public string? Encryption { get; init; }

    /// <summary>The media type.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>True if HEAD tells the SHA-256 of the whole object.</summary>
    public bool HasSha256 { get; init; }

    /// <summary>An object as a plain upload makes it.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="modifiedAt">When it was written.</param>
    /// <returns>The object.</returns>
    public static S3DoubleObject Plain(ReadOnlyMemory<byte> content, DateTimeOffset modifiedAt)
    {
        // S3's ETag of a plain upload is its MD5 (Amazon S3 API reference); nothing is secured by it.
#pragma warning disable CA5351
        var etag = Convert.ToHexStringLower(MD5.HashData(content.Span));
#pragma warning restore CA5351
        return new()
        {
            Content = content,
            ETag = etag,
            ModifiedAt = modifiedAt,
        };
    }
}
