using System.Security.Cryptography;

namespace ImageTagging.Downloading;

/// <summary>A picture's bytes on their way into a file; at their end length and hash must be the listed ones, else the last read fails.</summary>
internal sealed class VerifyingStream(Stream inner, ImageListing listing, IImageSource source) : ReadingStream
{
    // MD5 because stores' ETags are; nothing is secured by it.
#pragma warning disable CA5351
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            await VerifyAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        _read += count;
        _md5.AppendData(buffer.Span[..count]);
        _sha256.AppendData(buffer.Span[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _md5.Dispose();
            _sha256.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        if (_read != listing.Size)
        {
            throw Mismatch($"{_read} bytes came instead of {listing.Size}");
        }

        ContentId[] actual = [ContentId.FromMd5(_md5.GetHashAndReset()), ContentId.FromSha256(_sha256.GetHashAndReset())];
        if (!Contradicts(listing, actual))
        {
            return;
        }

        // A listing cannot tell an ETag that is a hash from one that only looks like it (KMS); the store's closer look can.
        if (
            await source.FindAsync(listing.Key, cancellationToken).ConfigureAwait(false) is { } closer
            && !Contradicts(closer, actual)
        )
        {
            return;
        }

        throw Mismatch("the bytes do not have the listed hash");
    }

    private static bool Contradicts(ImageListing told, ContentId[] actual) =>
        told.Contents.Any(c => c.IsHash) && !ContentId.AnyEqual(told.Contents, actual);

    private ImageTaggingException Mismatch(string what) =>
        new($"The download is not the listed picture: {what}.")
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.ContentMismatch,
            Image = new(source.Name, listing.Key),
        };
}
