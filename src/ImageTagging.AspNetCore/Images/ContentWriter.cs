using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.Imaging;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImageTagging.AspNetCore.Images;

/// <summary>Sends a picture's own bytes: raster types and videos only, told by content, so that nothing that runs is ever sent.</summary>
internal sealed class ContentWriter(WebParts parts)
{
    private static readonly HashSet<string> s_shown =
    [
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "image/bmp",
        "image/avif",
        "video/mp4",
        "video/quicktime",
        "video/webm",
    ];

    // In which the kind of a Matroska file is told.
    private const int VideoBytes = 64;

    public async Task WriteAsync(HttpContext context, string id)
    {
        var stop = context.RequestAborted;
        var record = await parts.Pictures.FindAsync(id, stop).ConfigureAwait(false);
        var file = context.Request.Query["file"].ToString();
        var (listing, stream) =
            file.Length > 0
                ? await parts.Pictures.OpenFileAsync(record, file, stop).ConfigureAwait(false)
                : await parts.Pictures.OpenAsync(record, stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var start = new byte[Math.Max(ImageType.BytesNeeded, VideoBytes)];
            var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
            var isKept = context.Request.Query["download"] == "true";
            var isVideo = file.Length == 0 && record.MediaType?.StartsWith("video/", StringComparison.Ordinal) == true;
            var type = ImageFiles.IsMoving(file) || isVideo ? VideoType(start.AsSpan(0, read), listing.Key) : null;
            type ??= ImageFiles.IsMoving(file) ? null : ImageType.Sniff(start.AsSpan(0, read));
            // A video of a kind that browsers do not play is shown by a frame, and kept as it is.
            type ??= isKept && isVideo ? "application/octet-stream" : null;
            if (type is null || !(isKept || s_shown.Contains(type)))
            {
                throw new WebProblemException(
                    new(415, "NotShown", "A browser cannot show this picture.", "Its thumbnail can be shown instead.")
                );
            }

            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = SecurityHeaders.PicturePolicy;
            headers.ContentDisposition = new ContentDispositionHeaderValue(isKept ? "attachment" : "inline")
            {
                FileNameStar = ImageViews.NameOf(listing.Key).Replace('\0', '_'),
            }.ToString();
            var version = ImageViews.VersionOf(listing.Version, listing.Size, listing.ModifiedAt);
            headers.CacheControl =
                context.Request.Query["v"] == version ? "private, max-age=31536000, immutable" : "private, no-cache";
            var etag = EntityTagHeaderValue.Parse(ETags.Of(id, version, file));
            await SendAsync(context, stream, start.AsMemory(0, read), type, etag).ConfigureAwait(false);
        }
    }

    // Videos of phones and cameras begin with the box of their kind; of Matroska's files browsers play those that say "webm" at once.
    private static string? VideoType(ReadOnlySpan<byte> start, string key) =>
        start is [0x1A, 0x45, 0xDF, 0xA3, ..] ? (start.IndexOf("webm"u8) > 0 ? "video/webm" : null)
        : start.Length < 8 || !start[4..8].SequenceEqual("ftyp"u8) ? null
        : key.EndsWith(".mov", StringComparison.OrdinalIgnoreCase) ? "video/quicktime"
        : "video/mp4";

    private static async Task SendAsync(
        HttpContext context,
        Stream stream,
        ReadOnlyMemory<byte> start,
        string type,
        EntityTagHeaderValue etag
    )
    {
        if (stream.CanSeek)
        {
            stream.Position = 0;
            await Results
                .Stream(stream, type, entityTag: etag, enableRangeProcessing: true)
                .ExecuteAsync(context)
                .ConfigureAwait(false);
            return;
        }

        context.Response.Headers.ETag = etag.ToString();
        if (ETags.Match(context.Request, etag.Tag.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = type;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(start, context.RequestAborted).ConfigureAwait(false);
            await stream.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
