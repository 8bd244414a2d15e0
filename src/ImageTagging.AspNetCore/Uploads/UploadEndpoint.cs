using System.Globalization;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ImageTagging.AspNetCore.Uploads;

/// <summary>Takes pictures as multipart form data, one file after the other, each held in memory only as long as it is worked on.</summary>
internal sealed class UploadEndpoint(WebParts parts) : IDisposable
{
    // Requests whose files are read at once; others wait, unread.
    private const int AtOnce = 8;
    private const int LongestName = 255;
    private const int LongestBoundary = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_wait = TimeSpan.FromMinutes(1);
    private readonly Slots _places = new(
        AtOnce,
        s_wait,
        parts.Time,
        "Too many pictures are being uploaded; try again in a moment."
    );
    private readonly Uploader? _uploader = parts is { UploadTarget: { } target, Codec: { } codec }
        ? new(parts, target, codec)
        : null;

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        var endpoint = new UploadEndpoint(parts);
        parts.DisposeAtEnd(endpoint);
        group
            .MapPost("/api/uploads", (HttpContext context, CancellationToken _) => endpoint.TakeAsync(context))
            .Reads<IFormFileCollection>("multipart/form-data")
            .Produces<UploadAnswer>()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .WithSummary("Stores pictures (fields named file) and tags them.");
    }

    public void Dispose()
    {
        _places.Dispose();
    }

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        parts.Require(context, WebAction.Upload);
        var uploader =
            _uploader
            ?? throw new WebProblemException(
                new(
                    409,
                    "NoUploads",
                    "Nothing can be uploaded here.",
                    "This server has no source that can be written, or no codec."
                )
            );
        var boundary = BoundaryOf(context.Request);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = parts.Options.MaxUploadRequestBytes + (4096L * parts.Options.MaxUploadCount);
        }

        await _places.EnterAsync(context.RequestAborted).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(s_patience, parts.Time);
        using var silence = new CancellationTokenSource(s_silence, parts.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, patience.Token, silence.Token);
        try
        {
            var results = await ReadAsync(context.Request, boundary, uploader, silence, stop.Token).ConfigureAwait(false);
            return TypedResults.Json(new UploadAnswer(results), WebJson.Default.UploadAnswer);
        }
        catch (OperationCanceledException)
            when ((patience.IsCancellationRequested || silence.IsCancellationRequested)
                && !context.RequestAborted.IsCancellationRequested
            )
        {
            throw new WebProblemException(
                new(408, "TooSlow", "It took too long.", "An upload has ten minutes, and is never silent for one.")
            );
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw WebProblemException.BadRequest("BadUpload", "The body is no multipart form data.");
        }
        finally
        {
            _places.Leave();
        }
    }

    private async Task<List<UploadResult>> ReadAsync(
        HttpRequest request,
        string boundary,
        Uploader uploader,
        CancellationTokenSource silence,
        CancellationToken cancellationToken
    )
    {
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 * 1024 };
        List<UploadResult> results = [];
        var fields = 0;
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (++fields > parts.Options.MaxUploadCount)
            {
                throw new WebProblemException(
                    new(
                        413,
                        "TooMany",
                        "The request is too large.",
                        $"At most {parts.Options.MaxUploadCount} pictures a request."
                    )
                );
            }

            if (NameOf(section) is { } name)
            {
                results.Add(await OneAsync(name, section.Body, uploader, silence, cancellationToken).ConfigureAwait(false));
            }
        }

        return results.Count > 0
            ? results
            : throw WebProblemException.BadRequest("BadUpload", "There is no field 'file' with a file in it.");
    }

    private async Task<UploadResult> OneAsync(
        string name,
        Stream body,
        Uploader uploader,
        CancellationTokenSource silence,
        CancellationToken cancellationToken
    )
    {
        using var file = await UploadedFile
            .ReadAsync(name, body, parts.Options.MaxUploadBytes, () => silence.CancelAfter(s_silence), cancellationToken)
            .ConfigureAwait(false);
        if (file is null)
        {
            return new()
            {
                Name = name,
                Outcome = "refused",
                Message = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The picture has more than {parts.Options.MaxUploadBytes / 1024d / 1024d:0.#} MiB."
                ),
            };
        }

        // From here on it is this server that takes its time.
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        try
        {
            return await uploader.TakeAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            // One picture's fault does not end the others.
            return new()
            {
                Name = name,
                Outcome = "failed",
                Message = fault.Message,
                Code = fault.Code,
            };
        }
        finally
        {
            silence.CancelAfter(s_silence);
        }
    }

    private static string BoundaryOf(HttpRequest request)
    {
        if (
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is { Length: > 0 and <= LongestBoundary } boundary
        )
        {
            return boundary;
        }

        throw new WebProblemException(
            new(415, "NotMultipart", "The request cannot be answered as it is.", "The body must be multipart/form-data.")
        );
    }

    // The file's name where the section is a file; null where it is another field.
    private static string? NameOf(MultipartSection section)
    {
        if (
            !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            || (!disposition.FileName.HasValue && !disposition.FileNameStar.HasValue)
        )
        {
            return null;
        }

        var name = disposition.FileNameStar.HasValue
            ? disposition.FileNameStar
            : HeaderUtilities.RemoveQuotes(disposition.FileName);
        var text = name.ToString();
        return text.Length > LongestName ? text[..LongestName] : text;
    }
}
