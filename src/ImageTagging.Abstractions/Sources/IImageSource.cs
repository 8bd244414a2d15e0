namespace ImageTagging;

/// <summary>A store of pictures: a folder, a bucket.</summary>
/// <remarks>Threads may share a source. Whoever makes it disposes it, where it is disposable.</remarks>
public interface IImageSource
{
    /// <summary>The source's root, such as <c>s3://bucket</c> or a folder's real path; with the key it is an image's identity.</summary>
    string Name { get; }

    /// <summary>The keys that this source lists when nothing narrower is asked, such as a prefix it was made with. Keys stay relative to the root.</summary>
    ImageScope Scope => ImageScope.All;

    /// <summary>Lists pictures and gaps of a range and of the <see cref="Scope"/>, keys strictly rising in <see cref="KeyOrder"/>.</summary>
    /// <param name="range">The keys to list.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>Pictures, gaps and exclusions; read page by page.</returns>
    /// <exception cref="ImageTaggingException">The store cannot be listed at all (<see cref="FailureKind.SetUp"/>), or for now.</exception>
    IAsyncEnumerable<SourceEntry> ListAsync(KeyRange range, CancellationToken cancellationToken = default);

    /// <summary>Opens a listed picture for reading from its start. The caller disposes the stream, which need not seek.</summary>
    /// <param name="image">The picture as it was listed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The bytes from the start.</returns>
    /// <exception cref="ImageTaggingException">
    /// <see cref="FailureKind.Gone"/> where it is no longer there or no longer the listed version,
    /// <see cref="FailureKind.Refused"/> where it may not be read, <see cref="FailureKind.Transient"/> where it may be later.
    /// </exception>
    ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default);

    /// <summary>
    /// Looks one picture up again: its present listing, or null where it is not there. A source that can ask for one key does
    /// better than this default, which lists the range of that key.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Its present listing; null where it is not there.</returns>
    /// <exception cref="ImageTaggingException">The key could not be looked up; a <see cref="ListingGap"/> has the code <see cref="ErrorCodes.ListingGap"/>.</exception>
    async ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        await foreach (var entry in ListAsync(KeyRange.Single(key), cancellationToken).ConfigureAwait(false))
        {
            switch (entry)
            {
                case ImageListing listing when string.Equals(listing.Key, key, StringComparison.Ordinal):
                    return listing;
                case ListingGap gap:
                    throw new ImageTaggingException($"'{key}' could not be looked up: {gap.Reason}")
                    {
                        Kind = FailureKind.Transient,
                        Code = ErrorCodes.ListingGap,
                    };
            }
        }

        return null;
    }

    /// <summary>True if pictures lie far away, or what is read of them is paid for: whoever can do with the beginning reads no more.</summary>
    /// <value>The default is false.</value>
    bool PrefersBeginnings => false;

    /// <summary>Opens a listed picture of which no more than the beginning will be read; as <see cref="OpenReadAsync"/>, the stream may end there.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mostBytes">The most bytes that will be read, 1 or more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The stream, which the caller disposes.</returns>
    ValueTask<Stream> OpenBeginningAsync(ImageListing image, int mostBytes, CancellationToken cancellationToken = default) =>
        OpenReadAsync(image, cancellationToken);

    /// <summary>Opens a part of a listed picture. Only sources that need not read what lies before it answer.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="from">Where the part begins, in bytes from the start.</param>
    /// <param name="mostBytes">The most bytes that will be read, 1 or more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The stream, which the caller disposes; null where this source reads from the start only.</returns>
    ValueTask<Stream?> OpenPartAsync(
        ImageListing image,
        long from,
        int mostBytes,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult<Stream?>(null);

    /// <summary>
    /// Reads a small file that lies beside a picture and tells of it, such as <c>a.jpg.xmp</c>. Only sources where asking costs
    /// next to nothing answer, or where the listing showed that there is one (<see cref="ImageListing.Beside"/>); to others there is none.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="key">The file's key; in the picture's own folder.</param>
    /// <param name="mostBytes">A longer file is taken as none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The bytes; null where there is no such file, or it cannot be read.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadBesideAsync(
        ImageListing image,
        string key,
        int mostBytes,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
}
