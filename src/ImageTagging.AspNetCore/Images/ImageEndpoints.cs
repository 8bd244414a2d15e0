using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Images;

/// <summary>One picture: what is known of it, small, and as it is.</summary>
internal static class ImageEndpoints
{
    private static readonly string[] s_reads = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        var contents = new ContentWriter(parts);
        group
            .MapGet("/api/pictures/{id}", (string id, string? q, HttpContext context) => DetailAsync(parts, id, q, context))
            .Produces<ImageDetail>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Everything that is known of one picture, and why a query finds it.");
        group
            .MapMethods(
                "/api/pictures/{id}/thumbnail",
                s_reads,
                (string id, int? side, string? v, HttpContext context) => parts.Thumbnails.WriteAsync(context, id, side ?? 320, v)
            )
            .Produces(StatusCodes.Status200OK, contentType: "image/webp")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("The picture, upright, its longest side 160, 320, 640 or 1280 pixels; with v it may be kept for ever.");
        group
            .MapMethods(
                "/api/pictures/{id}/content",
                s_reads,
                (string id, HttpContext context) => contents.WriteAsync(context, id)
            )
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithSummary(
                "The picture's or the video's own bytes, where a browser can show them, in ranges where its source can seek; with download=true any picture, to be kept; with file=.MOV the file of that ending that is the same picture."
            );
    }

    private static async Task<IResult> DetailAsync(WebParts parts, string id, string? q, HttpContext context)
    {
        var stop = context.RequestAborted;
        var record = await parts.Pictures.FindAsync(id, stop).ConfigureAwait(false);
        var reasons = await new PageSearch(parts).ReasonsAsync(record, q, stop).ConfigureAwait(false);
        if (record.Token is not null)
        {
            // The token tells the record, the query what is said of it.
            var etag = ETags.Of(record.Token, q);
            context.Response.Headers.ETag = etag;
            context.Response.Headers.CacheControl = "private, no-cache";
            if (ETags.Match(context.Request, etag))
            {
                return Results.StatusCode(StatusCodes.Status304NotModified);
            }
        }

        var hasVector = record.Taggers.Any(t => t.Embedding is not null);
        return TypedResults.Json(
            ImageViews.DetailOf(record, reasons, parts.Pipeline.Vocabulary) with
            {
                Files = parts.Pictures.FilesOf(record),
                HasSimilar = hasVector && parts.Index.Info.FindsSimilar,
                LacksSimilar = hasVector && !parts.Index.Info.FindsSimilar,
            },
            WebJson.Default.ImageDetail
        );
    }
}
