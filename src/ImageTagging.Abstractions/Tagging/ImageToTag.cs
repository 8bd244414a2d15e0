using System.Security.Cryptography;

namespace ImageTagging;

/// <summary>A listed picture on its way through the taggers; its bytes are read at most once whichever taggers ask, and never where none asks.</summary>
/// <remarks>Threads may share it. The pipeline disposes it; the bytes are valid until then.</remarks>
public sealed class ImageToTag : IDisposable
{
    /// <summary>The most bytes that are read of a picture unless told otherwise: 256 MiB.</summary>
    public const long DefaultMaxBytes = 256L << 20;

    private readonly IImageSource _source;
    private readonly long _maxBytes;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _bytes;
    private ImageTaggingException? _fault;
    private IReadOnlyList<ContentId> _contents;

    /// <summary>A picture of a source.</summary>
    /// <param name="source">Where it is read from, when a tagger asks for its bytes.</param>
    /// <param name="listing">The picture as it was listed.</param>
    /// <param name="maxBytes">The most bytes to read; a longer picture is refused with the code <c>TooManyBytes</c>.</param>
    public ImageToTag(IImageSource source, ImageListing listing, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        (_source, Listing, _maxBytes, _contents) = (source, listing, maxBytes, listing.Contents);
    }

    /// <summary>The picture as it was listed.</summary>
    public ImageListing Listing { get; }

    /// <summary>The source it is listed in.</summary>
    public IImageSource Source => _source;

    /// <summary>The image's identity.</summary>
    public ImageName Name => new(_source.Name, Listing.Key);

    /// <summary>
    /// True if bytes that are read are hashed with MD5 as well, which is what a bucket's ETags are; it takes longer than SHA-256.
    /// </summary>
    /// <value>The default is true.</value>
    public bool WantsMd5 { get; init; } = true;

    /// <summary>The known ids of its content so far: the listing's ids, and once the bytes were read their SHA-256 and, where wanted, their MD5.</summary>
    public IReadOnlyList<ContentId> Contents => Volatile.Read(ref _contents);

    /// <summary>True if the bytes have been read.</summary>
    public bool HasBytes => Volatile.Read(ref _bytes) is not null;

    /// <summary>The picture's bytes; read, bounded and hashed on the first call, the same afterwards.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The picture's bytes; valid until the picture is disposed.</returns>
    /// <exception cref="ImageTaggingException">It cannot be read, is too long, or is no longer what was listed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetBytesAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _bytes) is { } there)
        {
            return there;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_fault is not null)
            {
                throw _fault;
            }

            if (_bytes is null)
            {
                var read = await ReadAsync(cancellationToken).ConfigureAwait(false);
                var sha256 = ContentId.FromSha256(SHA256.HashData(read));
                ContentId[] hashes = WantsMd5 ? [sha256, Md5(read)] : [sha256];
                Volatile.Write(ref _contents, [.. hashes, .. Listing.Contents.Where(c => !hashes.Contains(c))]);
                Volatile.Write(ref _bytes, read);
            }

            return _bytes;
        }
        catch (ImageTaggingException fault) when (!fault.IsWorthRetry)
        {
            _fault = fault;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The picture's beginning: of the bytes where they have been read, else read for this alone and not hashed.</summary>
    /// <param name="mostBytes">The most bytes, 1 or more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The bytes; all of them where the picture is no longer.</returns>
    /// <exception cref="ImageTaggingException">It cannot be read, or is no longer what was listed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetBeginningAsync(int mostBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        if (Volatile.Read(ref _bytes) is { } there)
        {
            return there.AsMemory(0, Math.Min(there.Length, mostBytes));
        }

        var stream = await _source.OpenBeginningAsync(Listing, mostBytes, cancellationToken).ConfigureAwait(false);
        return await UpToAsync(stream, (int)Math.Min(mostBytes, Math.Max(0, Listing.Size)), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A part of the picture: of the bytes where they have been read, else read for this alone and not hashed.</summary>
    /// <param name="from">Where it begins, in bytes from the start.</param>
    /// <param name="mostBytes">The most bytes, 1 or more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The bytes; none where the picture ends before, or its source reads from the start only.</returns>
    /// <exception cref="ImageTaggingException">It cannot be read, or is no longer what was listed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetPartAsync(
        long from,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        if (Volatile.Read(ref _bytes) is { } there)
        {
            return from >= there.Length ? default : there.AsMemory((int)from, (int)Math.Min(mostBytes, there.Length - from));
        }

        var most = (int)Math.Min(mostBytes, Math.Max(0, Listing.Size - from));
        return most > 0 && await _source.OpenPartAsync(Listing, from, most, cancellationToken).ConfigureAwait(false) is { } stream
            ? await UpToAsync(stream, most, cancellationToken).ConfigureAwait(false)
            : default;
    }

    /// <summary>Lets go of the bytes.</summary>
    public void Dispose()
    {
        _gate.Dispose();
        _bytes = null;
    }

    private async ValueTask<ReadOnlyMemory<byte>> UpToAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                var bytes = new byte[most];
                var read = await stream
                    .ReadAtLeastAsync(bytes, most, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return bytes.AsMemory(0, read);
            }
            catch (IOException fault)
            {
                throw Unreadable(fault);
            }
        }
    }

    // MD5 names contents as S3's ETags do; nothing is secured by it.
#pragma warning disable CA5351
    private static ContentId Md5(byte[] bytes) => ContentId.FromMd5(MD5.HashData(bytes));
#pragma warning restore CA5351

    private async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (Listing.Size > _maxBytes)
        {
            throw TooLong(Listing.Size);
        }

        var stream = await _source.OpenReadAsync(Listing, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // The listed size is what is expected, one more byte tells that the file grew.
            var buffer = GC.AllocateUninitializedArray<byte>(
                (int)Math.Min(Math.Max(Listing.Size, 0), Math.Min(_maxBytes, Array.MaxLength))
            );
            try
            {
                var read = await stream
                    .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                var beyond = new byte[1];
                if (read != Listing.Size || await stream.ReadAsync(beyond, cancellationToken).ConfigureAwait(false) != 0)
                {
                    throw new ImageTaggingException(
                        "The picture changed between listing and reading; the next run takes its new state."
                    )
                    {
                        Kind = FailureKind.Gone,
                        Code = ErrorCodes.ChangedWhileReading,
                        Image = Name,
                    };
                }
            }
            catch (IOException fault)
            {
                throw new ImageTaggingException("The picture could not be read: " + fault.Message, fault)
                {
                    Kind = FailureKind.Transient,
                    Code = ErrorCodes.ReadFailed,
                    Image = Name,
                };
            }

            return buffer;
        }
    }

    private ImageTaggingException Unreadable(IOException fault) =>
        new("The picture could not be read: " + fault.Message, fault)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.ReadFailed,
            Image = Name,
        };

    private ImageTaggingException TooLong(long size) =>
        new($"The picture has {size} bytes, more than the {_maxBytes} that are read.")
        {
            Kind = FailureKind.Refused,
            Code = ErrorCodes.TooManyBytes,
            Image = Name,
        };
}
