using System.Collections.Concurrent;
using ImageTagging.Downloading;
using ImageTagging.Tagging;

namespace ImageTagging;

/// <summary>
/// Copies a source's pictures into a folder: sub-folders kept, several at once, each verified before it gets its name. Run again
/// it goes on where it ended. A key that would leave the folder, or that no file can have, is a failure of that picture.
/// </summary>
/// <remarks>One download at a time; the folder is made where it is missing.</remarks>
/// <param name="source">Where the pictures are; stays the caller's.</param>
/// <param name="folder">Where they go.</param>
public sealed class ImageDownloader(IImageSource source, string folder)
{
    private readonly ConcurrentQueue<RunFailure> _failures = new();
    private readonly ConcurrentQueue<ListingGap> _gaps = new();
    private readonly AccessDoubt _doubt = new();

    // Counted by parallel downloads; whoever reports reads them one by one.
    private long _downloaded;
    private long _present;
    private long _bytes;

    /// <summary>Downloads.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Gets the number of pictures done so far.</param>
    /// <param name="cancellationToken">Ends it; no partial picture stays under its name.</param>
    /// <returns>What was written, kept and refused.</returns>
    /// <exception cref="ImageTaggingException">The source cannot be listed, or the folder cannot be written.</exception>
    public async Task<DownloadReport> DownloadAsync(
        DownloadOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        if (options.Parallel is < 1 or > 256)
        {
            throw new ImageTaggingException("Parallel is 1 to 256.") { Code = ErrorCodes.InvalidOptions };
        }

        var target = new FolderImageSource(
            folder,
            new FolderSourceOptions
            {
                AllowEmpty = true,
                Suffixes = [],
                IncludeHidden = true,
                IgnoreFile = null,
            }
        );
        if (
            source is FolderImageSource from
            && (target.Folder + "/").StartsWith(from.Folder.TrimEnd('/') + "/", StringComparison.Ordinal)
        )
        {
            throw new ImageTaggingException(
                $"'{folder}' lies in '{from.Folder}', and what is downloaded would be downloaded again; name a folder outside."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        Directory.CreateDirectory(folder);
        await Parallel
            .ForEachAsync(
                ListAsync(options, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken },
                async (listing, stop) =>
                {
                    await OneAsync(target, listing, options, stop).ConfigureAwait(false);
                    progress?.Report(Interlocked.Read(ref _downloaded) + Interlocked.Read(ref _present) + _failures.Count);
                }
            )
            .ConfigureAwait(false);
        return new(_downloaded, _present, _bytes, [.. _failures], [.. _gaps]);
    }

    private async IAsyncEnumerable<ImageListing> ListAsync(
        DownloadOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var entry in source.ListAsync(options.Scope.Range, cancellationToken).ConfigureAwait(false))
        {
            if (entry is ListingGap gap)
            {
                _gaps.Enqueue(gap);
            }
            else if (entry is ImageListing listing && options.Scope.Contains(listing.Key))
            {
                yield return listing;
            }
        }
    }

    private async ValueTask OneAsync(
        FolderImageSource target,
        ImageListing listing,
        DownloadOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await target.FindAsync(listing.Key, cancellationToken).ConfigureAwait(false) is { } there)
            {
                if (there.Size == listing.Size && there.ModifiedAt == listing.ModifiedAt)
                {
                    Interlocked.Increment(ref _present);
                    return;
                }

                if (!options.Replace)
                {
                    throw new ImageTaggingException("A file of another size or time has this name; it is left as it is.")
                    {
                        Kind = FailureKind.Refused,
                        Code = ErrorCodes.KeyTaken,
                    };
                }
            }

            var content = await source.OpenReadAsync(listing, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var verified = new VerifyingStream(content, listing, source);
                await using (verified.ConfigureAwait(false))
                {
                    await target
                        .PutAsync(listing.Key, verified, listing.ModifiedAt, options.Replace, cancellationToken)
                        .ConfigureAwait(false);
                }
            }

            _doubt.Answered();
            Interlocked.Increment(ref _downloaded);
            Interlocked.Add(ref _bytes, listing.Size);
        }
        catch (ImageTaggingException fault)
            when (fault.Kind != FailureKind.SetUp || (AccessDoubt.IsAccess(fault.Code) && _doubt.IsOfPicture(null)))
        {
            _failures.Enqueue(new(new(source.Name, listing.Key), null, new(fault.Kind, fault.Code, fault.Message)));
        }
        catch (IOException fault)
        {
            _failures.Enqueue(new(new(source.Name, listing.Key), null, new(FailureKind.Transient, "ReadFailed", fault.Message)));
        }
    }
}
