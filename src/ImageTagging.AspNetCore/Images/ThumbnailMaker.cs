using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Images;

/// <summary>Sends pictures made small, from the disk cache where they are there already.</summary>
internal sealed class ThumbnailMaker
{
    public const string WebP = "image/webp";
    private static readonly int[] s_sides = [160, 320, 640, 1280];
    private readonly WebParts _parts;
    private readonly ThumbnailCache _cache;
    private readonly ImageShrinker? _shrinker;
    private readonly RecentFaults _faults;

    public ThumbnailMaker(WebParts parts)
    {
        _parts = parts;
        _shrinker = parts.Codec is { } codec ? new(parts.Pictures, codec, parts.Decodes, parts.Options.MaxPictureBytes) : null;
        _faults = new(parts.Time);
        _cache = ThumbnailCache.For(
            parts.Options.ThumbnailFolder ?? OwnFolder(),
            parts.Options.MaxThumbnailBytes,
            parts.Logger,
            parts.Time
        );
    }

    public async Task WriteAsync(HttpContext context, string id, int side, string? version)
    {
        if (!s_sides.Contains(side))
        {
            throw WebProblemException.BadRequest("Side", "A thumbnail's side is 160, 320, 640 or 1280 pixels.");
        }

        var stop = context.RequestAborted;
        var record = await _parts.Pictures.FindAsync(id, stop).ConfigureAwait(false);
        var present = ImageViews.VersionOf(record);
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

    /// <summary>Keeps a thumbnail that was made elsewhere.</summary>
    public Task PutAsync(ImageRecord record, int side, ReadOnlyMemory<byte> content) =>
        _cache.PutAsync(NameOf(record, side), content);

    private static string NameOf(ImageRecord record, int side) =>
        $"{ImageAddress.Of(record.Name)}|{ImageViews.VersionOf(record)}|{side}";

    private Task<Stream> OpenAsync(ImageRecord record, int side, CancellationToken cancellationToken)
    {
        if (_shrinker is not { } shrinker)
        {
            throw WebProblemException.NotFound(
                "NoCodec",
                "This server has no codec; UseImaging() of ImageTagging.Imaging adds one."
            );
        }

        var name = NameOf(record, side);
        _faults.ThrowIfRecent(name);
        return _cache.OpenAsync(name, () => MakeAsync(record, shrinker, name, side), cancellationToken);
    }

    // Not the machine's temporary folder: another user could have made it before us.
    private static string OwnFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } data
            ? Path.Combine(data, "imagetag", "thumbnails")
            : Directory.CreateTempSubdirectory("imagetag-thumbnails-").FullName;

    // Made to the end even where whoever asked first has left: others wait for the same, and the codec bounds the time.
    private async Task<ReadOnlyMemory<byte>> MakeAsync(ImageRecord record, ImageShrinker shrinker, string name, int side)
    {
        try
        {
            var request = new EncodeRequest
            {
                MediaType = WebP,
                MaxSide = side,
                Quality = 80,
            };
            return (await shrinker.MakeAsync(record, request, CancellationToken.None).ConfigureAwait(false)).Content;
        }
        catch (ImageTaggingException fault) when (fault.Kind == FailureKind.Refused)
        {
            _faults.Remember(name, fault);
            throw;
        }
    }
}
