using System.Net;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Faults as problem details (RFC 9457) with a code.</summary>
internal static class Problems
{
    public static WebProblem Of(ImageTaggingException fault) =>
        fault switch
        {
            TagQuerySyntaxException syntax => new(400, syntax.Code, "The query cannot be read.", syntax.Problem, syntax.Column),
            { Code: ErrorCodes.SearchRefused or ErrorCodes.QueryTooLarge or ErrorCodes.CursorMismatch or "CorrectionRefused" } =>
                new(400, fault.Code, "The request cannot be answered as it is.", fault.Message),
            { Code: ErrorCodes.NoIndex } => new(
                409,
                fault.Code,
                "Nothing is here yet.",
                "No picture was tagged so far; a run does it."
            ),
            { Code: ErrorCodes.CountChanged or ErrorCodes.LeaseHeld or ErrorCodes.GuardHeld } => new(
                409,
                fault.Code,
                "Something else came first.",
                fault.Message
            ),
            { Kind: FailureKind.Gone } => new(404, fault.Code, "It is not there.", fault.Message),
            { Kind: FailureKind.Refused } => new(422, fault.Code, "It cannot be done with this.", fault.Message),
            { Kind: FailureKind.NeedsRestore } => new(409, fault.Code, "The picture is archived.", fault.Message),
            _ => new(503, fault.Code, "It cannot be done now.", fault.Message),
        };

    // For a person who opened an address: no more than words, as whoever is not let in gets none of the page's files either.
    private static string PageOf(WebProblem problem)
    {
        var (title, detail) = (WebUtility.HtmlEncode(problem.Title), WebUtility.HtmlEncode(problem.Detail));
        var way =
            problem.Code == "KeyNeeded"
                ? "<form method=\"get\"><p><label>Key <input name=\"key\" type=\"password\" autocomplete=\"current-password\" required autofocus></label> <button>Open</button></p></form>"
                : "";
        return $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
            <body><h1>{title}</h1><p>{detail}</p>{way}</body>
            </html>
            """;
    }

    public static async Task WriteAsync(HttpContext context, WebProblem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentLength = null;
        headers.Remove("Content-Type");
        headers.Remove("Content-Disposition");
        headers.Remove("Content-Range");
        headers.Remove("ETag");
        headers.CacheControl = "no-store";
        context.Response.StatusCode = problem.Status;
        if (problem.Status == 503)
        {
            headers.RetryAfter = "5";
        }

        if (PageEndpoint.Is(context) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(PageOf(problem), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await context
            .Response.WriteAsJsonAsync(
                problem,
                WebJson.Default.WebProblem,
                "application/problem+json",
                cancellationToken: CancellationToken.None
            )
            .ConfigureAwait(false);
    }
}
