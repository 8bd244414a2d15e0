using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Stands around every endpoint: headers, host name, key, antiforgery, and faults that become problems.</summary>
internal sealed class Guard(WebParts parts)
{
    private readonly AccessKey? _key = parts.Options.Key is { } key ? new(key) : null;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SecurityHeaders.Set(context.Response);
        try
        {
            if (await IsAdmittedAsync(context).ConfigureAwait(false))
            {
                await next(context).ConfigureAwait(false);
                await ExplainAsync(context).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
            context.Abort();
        }
        catch (WebProblemException fault)
        {
            await Problems.WriteAsync(context, fault.Problem).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            var problem = Problems.Of(fault);
            if (problem.Status >= 500)
            {
                Log.RequestRefused(parts.Logger, EndpointOf(context), fault.Code, fault);
            }

            await Problems.WriteAsync(context, problem).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault)
        {
            await Problems
                .WriteAsync(
                    context,
                    new(fault.StatusCode, "BadRequest", "The request cannot be answered as it is.", "The request cannot be read.")
                )
                .ConfigureAwait(false);
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.RequestFailed(parts.Logger, EndpointOf(context), fault);
            await Problems
                .WriteAsync(context, new(500, "Unexpected", "Something went wrong.", "The log of the server says more."))
                .ConfigureAwait(false);
        }
    }

    private async Task<bool> IsAdmittedAsync(HttpContext context)
    {
        var request = context.Request;
        if (parts.Options.Hosts is { } hosts && !hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return await RefuseAsync(
                    context,
                    new(421, "WrongHost", "This is not the server that was asked for.", "The Host header names another server.")
                )
                .ConfigureAwait(false);
        }

        if (_key is not null && !_key.Admits(request))
        {
            if (HttpMethods.IsGet(request.Method) && PageEndpoint.Is(context) && _key.Is(request.Query["key"]))
            {
                _key.Remember(context, parts.BaseOf(context));
                context.Response.Redirect(request.PathBase.Add(request.Path).ToUriComponent());
                return false;
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            return await RefuseAsync(
                    context,
                    new(
                        401,
                        "KeyNeeded",
                        "A key is needed.",
                        "Open the page once with ?key=KEY, or send 'Authorization: Bearer KEY'."
                    )
                )
                .ConfigureAwait(false);
        }

        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return reads
            || (IsOfThisOrigin(request) && parts.Tokens.IsRight(context))
            || await RefuseAsync(
                    context,
                    new(
                        403,
                        "Antiforgery",
                        "The request does not come from the page.",
                        $"A write needs the header {WriteTokens.Header} with the token that api/session gives."
                    )
                )
                .ConfigureAwait(false);
    }

    // Browsers say where a write comes from; other programs say nothing.
    private static bool IsOfThisOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "cross-site" or "same-site")
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, WithoutDefaultPort(request), StringComparison.OrdinalIgnoreCase)
            );
    }

    private static string WithoutDefaultPort(HttpRequest request) =>
        request.Host.Port is 80 && request.Scheme == "http" || request.Host.Port is 443 && request.Scheme == "https"
            ? request.Host.Host
            : request.Host.Value ?? "";

    private static async Task<bool> RefuseAsync(HttpContext context, WebProblem problem)
    {
        await Problems.WriteAsync(context, problem).ConfigureAwait(false);
        return false;
    }

    // Parameters that cannot be read leave an empty 400 behind.
    private static Task ExplainAsync(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: 400, ContentLength: null }
            ? Problems.WriteAsync(
                context,
                new(400, "BadRequest", "The request cannot be answered as it is.", "A parameter is missing or cannot be read.")
            )
            : Task.CompletedTask;

    // The route's pattern, never the path: that comes from outside.
    private static string EndpointOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an endpoint";
}
