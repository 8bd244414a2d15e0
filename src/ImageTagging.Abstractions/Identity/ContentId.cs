using System.Globalization;

namespace ImageTagging;

/// <summary>Names a picture's bytes: an MD5, a SHA-256, or an ETag together with the size.</summary>
/// <remarks>Two pictures hold the same bytes when any of their content ids agrees. Never a CRC.</remarks>
public readonly record struct ContentId
{
    private ContentId(string text) => Text = text;

    /// <summary>The id as text, as indexes store it: <c>md5:…</c>, <c>sha256:…</c> (lower-case hex) or <c>etag:size:…</c>.</summary>
    public string Text { get; }

    /// <summary>True if this id comes from a hash of the bytes (MD5 or SHA-256) rather than from a store's ETag.</summary>
    public bool IsHash => Text is not null && !Text.StartsWith("etag:", StringComparison.Ordinal);

    /// <summary>True if nobody can make other bytes with this id: a SHA-256. Files with equal MD5 are made in minutes.</summary>
    public bool IsStrong => Text is not null && Text.StartsWith("sha256:", StringComparison.Ordinal);

    /// <summary>The id of bytes with this MD5 (16 bytes).</summary>
    /// <param name="hash">16 bytes.</param>
    /// <returns>The id.</returns>
    public static ContentId FromMd5(ReadOnlySpan<byte> hash) => new("md5:" + Convert.ToHexStringLower(hash));

    /// <summary>The id of bytes with this SHA-256 (32 bytes).</summary>
    /// <param name="hash">32 bytes.</param>
    /// <returns>The id.</returns>
    public static ContentId FromSha256(ReadOnlySpan<byte> hash) => new("sha256:" + Convert.ToHexStringLower(hash));

    /// <summary>
    /// The ids that a store's ETag gives. One of 32 hex digits counts as MD5 too: where it is none (encryption with
    /// KMS or a customer's key) it merely equals nothing. Quotes are taken off; a weak ETag (<c>W/</c>) gives none.
    /// </summary>
    /// <param name="etag">The ETag, with or without quotes.</param>
    /// <param name="size">The object's size in bytes.</param>
    /// <returns>One or two ids; none for a weak ETag or none.</returns>
    public static IReadOnlyList<ContentId> FromETag(string? etag, long size)
    {
        if (string.IsNullOrWhiteSpace(etag) || etag.StartsWith("W/", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var bare = etag.Trim().Trim('"');
        if (bare.Length == 0)
        {
            return [];
        }

        var asETag = new ContentId(string.Create(CultureInfo.InvariantCulture, $"etag:{size}:{bare}"));
        return bare.Length == 32 && bare.All(char.IsAsciiHexDigit)
            ? [new ContentId("md5:" + bare.ToLowerInvariant()), asETag]
            : [asETag];
    }

    /// <summary>Reads what <see cref="Text"/> gave.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not a content id.</exception>
    public static ContentId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var known =
            (text.StartsWith("md5:", StringComparison.Ordinal) && text.Length == 36)
            || (text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71)
            || text.StartsWith("etag:", StringComparison.Ordinal);
        return known ? new ContentId(text) : throw new FormatException("A content id starts with md5:, sha256: or etag:.");
    }

    /// <summary>Tells if any id stands in both lists.</summary>
    /// <param name="left">Some ids.</param>
    /// <param name="right">Others.</param>
    /// <returns>True where one does.</returns>
    public static bool AnyEqual(IReadOnlyList<ContentId> left, IReadOnlyList<ContentId> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < right.Count; j++)
            {
                if (left[i] == right[j])
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <inheritdoc />
    public override string ToString() => Text ?? "";
}
