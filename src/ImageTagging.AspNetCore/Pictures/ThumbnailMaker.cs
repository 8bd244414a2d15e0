using System.Buffers;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Pictures;

/// <summary>Sends pictures made small, from the disk cache where they are there already.</summary>
internal sealed class ThumbnailMaker : IDisposable
{
    private const int MostWaiting = 512;
    public const string WebP = "image/webp";
    private static readonly int[] s_sides = [160, 320, 640, 1280];
    private readonly WebParts _parts;
    private readonly ThumbnailCache _cache;
    private readonly SemaphoreSlim _decodes;
    private int _waiting;

    public ThumbnailMaker(WebParts parts)
    {
        _parts = parts;
        _decodes = new(parts.Options.Decodes);
        _cache = new(parts.Options.ThumbnailFolder ?? OwnFolder(), parts.Options.MaxThumbnailBytes, parts.Logger);
    }

    public async Task WriteAsync(HttpContext context, string id, int side, string? version)
    {
        if (!s_sides.Contains(side))
        {
            throw WebProblemException.BadRequest("Side", "A thumbnail's side is 160, 320, 640 or 1280 pixels.");
        }

        var stop = context.RequestAborted;
        var record = await _parts.Pictures.FindAsync(id, stop).ConfigureAwait(false);
        var present = PictureViews.VersionOf(record);
        var etag = ETags.Of(id, present, side.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = SecurityHeaders.PicturePolicy;
        headers.ETag = etag;
        headers.CacheControl = version == present ? "private, max-age=31536000, immutable" : "private, no-cache";
        if (ETags.Match(context.Request, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var content = await OpenAsync(record, side, stop).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            context.Response.ContentType = WebP;
            context.Response.ContentLength = content.Length;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await content.CopyToAsync(context.Response.Body, stop).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _decodes.Dispose();

    /// <summary>A thumbnail as bytes, for those who send it in another way.</summary>
    public async Task<byte[]> ReadAsync(ImageRecord record, int side, CancellationToken cancellationToken)
    {
        var content = await OpenAsync(record, side, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var bytes = new byte[content.Length];
            await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }

    /// <summary>Keeps a thumbnail that was made elsewhere.</summary>
    public Task PutAsync(ImageRecord record, int side, ReadOnlyMemory<byte> content) =>
        _cache.PutAsync(NameOf(record, side), content);

    private static string NameOf(ImageRecord record, int side) =>
        $"{PictureId.Of(record.Name)}|{PictureViews.VersionOf(record)}|{side}";

    private Task<Stream> OpenAsync(ImageRecord record, int side, CancellationToken cancellationToken)
    {
        if (_parts.Codec is not { } codec)
        {
            throw WebProblemException.NotFound(
                "NoCodec",
                "This server has no codec; UseImaging() of ImageTagging.Imaging adds one."
            );
        }

        return _cache.OpenAsync(NameOf(record, side), () => MakeAsync(record, codec, side), cancellationToken);
    }

    // Not the machine's temporary folder: another user could have made it before us.
    private static string OwnFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } data
            ? Path.Combine(data, "imagetag", "thumbnails")
            : Directory.CreateTempSubdirectory("imagetag-thumbnails-").FullName;

    // Made to the end even where whoever asked first has left: others wait for the same, and the codec bounds the time.
    private async Task<ReadOnlyMemory<byte>> MakeAsync(ImageRecord record, IImageCodec codec, int side)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new WebProblemException(new(503, "Busy", "It cannot be done now.", "Too many thumbnails are being made."));
        }

        byte[]? buffer = null;
        await _decodes.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var (listing, stream) = await _parts.Pictures.OpenAsync(record, CancellationToken.None).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (listing.Size > _parts.Options.MaxPictureBytes)
                {
                    throw new ImageTaggingException($"The picture has {listing.Size} bytes, more than are read for a thumbnail.")
                    {
                        Kind = FailureKind.Refused,
                        Code = "TooManyBytes",
                    };
                }

                buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(listing.Size, 1));
                var read = await stream
                    .ReadAtLeastAsync(buffer, (int)listing.Size, throwOnEndOfStream: false, CancellationToken.None)
                    .ConfigureAwait(false);
                var encoded = await codec
                    .EncodeAsync(
                        buffer.AsMemory(0, read),
                        new()
                        {
                            MediaType = WebP,
                            MaxSide = side,
                            Quality = 80,
                        },
                        CancellationToken.None
                    )
                    .ConfigureAwait(false);
                return encoded.Content;
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            _decodes.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }
}
