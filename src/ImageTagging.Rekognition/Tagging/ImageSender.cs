using System.Net.Sockets;
using ImageTagging.Rekognition.Errors;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>Sends one picture once: by reference where it can, else as bytes; and says whether the answer is for what was listed.</summary>
internal sealed class ImageSender(RekognitionTaggerOptions options, ServiceLimits limits, IImageCodec? codec, TimeProvider time)
{
    // S3 is strongly consistent; what was listed longer ago than this may have been replaced before Rekognition read it.
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(10);

    private readonly ImageEncoder _bytes = new(options.Name, limits, codec);
    private readonly ReferenceFaults _faults = new(options.Name);

    /// <summary>Tells if the picture goes as bytes, as far as its listing tells.</summary>
    public bool ReadsBytes(ImageToTag image) => ReferenceTo(image) is null || NeedsCodec(image.Listing);

    public async ValueTask<Sent<TResponse>> SendAsync<TResponse>(
        ImageToTag image,
        Func<ImageReference, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
                ReferenceTo(image) is { } reference
                && await TryByReferenceAsync(image, reference, call, cancellationToken).ConfigureAwait(false) is { } sent
                ? sent
                : await ByBytesAsync(image, call, cancellationToken).ConfigureAwait(false);
        }
        catch (RekognitionException fault) when (fault.Image is null)
        {
            throw ReferenceFaults.Named(fault, image.Name, options.Name);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or TimeoutException)
        {
            throw new RekognitionException("The call failed: " + fault.Message, fault)
            {
                Kind = FailureKind.Transient,
                Code = ErrorCodes.ConnectionLost,
                Image = image.Name,
                Tagger = options.Name,
                MayHaveCost = true,
            };
        }
    }

    // Null where bytes go. In a store of one's own a bucket's name means, to Amazon, a bucket that is somebody else's.
    private S3ObjectReference? ReferenceTo(ImageToTag image) =>
        options.Transfer switch
        {
            ImageTransfer.Bytes => null,
            ImageTransfer.Automatic when image.Source is IRegionalImageSource { IsReadableByReference: false } => null,
            _ => BucketObject.Of(image.Listing),
        };

    // Null where the picture has to go as bytes.
    private async ValueTask<Sent<TResponse>?> TryByReferenceAsync<TResponse>(
        ImageToTag image,
        S3ObjectReference reference,
        Func<ImageReference, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken
    )
    {
        _bytes.CheckObject(image);
        if (NeedsCodec(image.Listing))
        {
            return null;
        }

        TResponse answer;
        try
        {
            answer = await call(new() { S3Object = reference }, cancellationToken).ConfigureAwait(false);
        }
        catch (RekognitionException fault)
            when (codec is not null && fault.Code is "InvalidImageFormatException" or "ImageTooLargeException")
        {
            // Refused for free: the codec makes of it what the service takes.
            return null;
        }
        catch (RekognitionException fault) when (fault.Code == "InvalidS3ObjectException")
        {
            throw await _faults.ExplainAsync(fault, image, reference, cancellationToken).ConfigureAwait(false);
        }

        _faults.Succeeded();
        var certain =
            reference.Version is not null
            || time.GetUtcNow() - image.Listing.ListedAt <= s_freshFor
            || await IsStillListedAsync(image, cancellationToken).ConfigureAwait(false);
        return new(answer, null, certain);
    }

    private bool NeedsCodec(ImageListing listing) =>
        codec is not null && (listing.Size > ServiceLimits.MaxObjectBytes || BucketObject.IsOfAnotherType(listing.Key));

    private async ValueTask<Sent<TResponse>> ByBytesAsync<TResponse>(
        ImageToTag image,
        Func<ImageReference, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken
    )
    {
        var picture = await _bytes.GetAsync(image, cancellationToken).ConfigureAwait(false);
        var answer = await call(new() { Bytes = picture.Content }, cancellationToken).ConfigureAwait(false);
        return new(answer, picture.Facts, true);
    }

    private static async ValueTask<bool> IsStillListedAsync(ImageToTag image, CancellationToken cancellationToken)
    {
        try
        {
            return await image.Source.FindAsync(image.Listing.Key, cancellationToken).ConfigureAwait(false) is { } now
                && !now.DiffersFrom(image.Listing.Version, image.Listing.Size, image.Listing.ModifiedAt);
        }
        catch (ImageTaggingException)
        {
            // The answer is paid for and true of what was read; only whether that was the listed state stays open.
            return false;
        }
    }
}
