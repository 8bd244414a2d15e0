using System.Buffers;
using System.Runtime.CompilerServices;
using ImageTagging.AspNetCore.Guarding;

namespace ImageTagging.AspNetCore.Images;

/// <summary>Makes pictures small: bounded in bytes, and a bounded number at a time for all who share a pipeline.</summary>
internal sealed class ImageShrinker(ImageReader pictures, IImageCodec codec, SemaphoreSlim decodes, long maxBytes)
{
    private const int MostWaiting = 512;
    private static readonly ConditionalWeakTable<IImageTaggingPipeline, SemaphoreSlim> s_decodes = [];
    private int _waiting;

    /// <summary>The places for decoding of a pipeline: as many as whoever comes first says.</summary>
    public static SemaphoreSlim DecodesOf(IImageTaggingPipeline pipeline, int atOnce) =>
        s_decodes.GetValue(pipeline, _ => new SemaphoreSlim(atOnce));

    public async Task<EncodedImage> MakeAsync(ImageRecord record, EncodeRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new WebProblemException(new(503, "Busy", "It cannot be done now.", "Too many thumbnails are being made."));
        }

        try
        {
            await decodes.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await ReadAndMakeAsync(record, request, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                decodes.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<EncodedImage> ReadAndMakeAsync(
        ImageRecord record,
        EncodeRequest request,
        CancellationToken cancellationToken
    )
    {
        var (listing, stream) = await pictures.OpenAsync(record, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (listing.Size > maxBytes)
            {
                throw new ImageTaggingException($"The picture has {listing.Size} bytes, more than are read to make it small.")
                {
                    Kind = FailureKind.Refused,
                    Code = ErrorCodes.TooManyBytes,
                };
            }

            var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(listing.Size, 1));
            try
            {
                var read = await stream
                    .ReadAtLeastAsync(
                        buffer.AsMemory(0, (int)listing.Size),
                        (int)listing.Size,
                        throwOnEndOfStream: false,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return await codec.EncodeAsync(buffer.AsMemory(0, read), request, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
