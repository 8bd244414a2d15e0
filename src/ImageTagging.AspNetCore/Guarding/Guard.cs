using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Stands around every endpoint: headers, host name, key, antiforgery, and faults that become problems.</summary>
internal sealed class Guard(WebParts parts)
{
    private const string HostsRemedy =
        "give MapImageTagging() a Key, call RequireAuthorization() on what it returns, or set AllowAnyone.";
    private const string ProgramsRemedy =
        "say ImageTaggingWebOptions.Key, or ImageTaggingWebOptions.AllowAnyone where a proxy keeps others out.";

    private string Remedy => parts.Options.Wording is null ? HostsRemedy : ProgramsRemedy;

    private readonly AccessKey? _key = parts.Options.Key is { } key ? new(key) : null;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SecurityHeaders.Set(context.Response);
        parts.Address.Restore(context);
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
            await WriteAsync(context, fault.Problem).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            var problem = Problems.Of(fault);
            if (problem.Status >= 500)
            {
                Log.RequestRefused(parts.Logger, EndpointOf(context), fault.Code, fault);
            }

            await WriteAsync(context, problem).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault)
        {
            await WriteAsync(
                    context,
                    fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                        ? new(
                            413,
                            "TooLarge",
                            "The request is too large.",
                            "It has more bytes than are read here; send less at once."
                        )
                        : new(
                            fault.StatusCode,
                            "BadRequest",
                            "The request cannot be answered as it is.",
                            "The request cannot be read."
                        )
                )
                .ConfigureAwait(false);
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // Somebody waits still: the server stops, or what was asked has a time of its own.
            await WriteAsync(context, new(503, "GivenUp", "It cannot be done now.", "It was given up; try again in a moment."))
                .ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Log.RequestFailed(parts.Logger, EndpointOf(context), fault);
            await WriteAsync(context, new(500, "Unexpected", "Something went wrong.", "The log of the server says more."))
                .ConfigureAwait(false);
        }
    }

    private async Task<bool> IsAdmittedAsync(HttpContext context)
    {
        var request = context.Request;
        var isNamed = parts.Address.IsName(request.Host.Host);
        if (parts.Options.Hosts is { } hosts && !isNamed && !hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return await RefuseAsync(
                    context,
                    new(
                        421,
                        "WrongHost",
                        "This server is not known by that name.",
                        $"It was asked for as '{Shown(request.Host.Value)}' and answers to {string.Join(", ", hosts.Take(8))} only. "
                            + "Where people reach it by another name, as behind a proxy, say so with ImageTaggingWebOptions.PublicUrl."
                    )
                )
                .ConfigureAwait(false);
        }

        if (_key is null)
        {
            if (
                !parts.Options.AllowAnyone
                && LocalOnly.Refusal(context, Remedy, parts.Options.Hosts is null || isNamed) is { } refusal
            )
            {
                return await RefuseAsync(context, refusal).ConfigureAwait(false);
            }
        }
        else if (!await BringsKeyAsync(_key, context).ConfigureAwait(false))
        {
            return false;
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return MayRead(context)
                || await RefuseAsync(
                        context,
                        new(403, "CrossSite", "The request comes from another site.", "Other sites may link to the page only.")
                    )
                    .ConfigureAwait(false);
        }

        return WriteRefusal(context) is not { } problem || await RefuseAsync(context, problem).ConfigureAwait(false);
    }

    private WebProblem? WriteRefusal(HttpContext context)
    {
        var request = context.Request;
        if (!RequestOrigin.IsOurs(request, parts.Address))
        {
            var origin = request.Headers.Origin.ToString();
            return new(
                403,
                "CrossSite",
                "The request comes from another site.",
                origin.Length == 0
                    ? "Only the page itself may change something."
                    : $"It comes from a page of '{Shown(origin)}', and this server was asked for as '{Shown(request.Host.Value)}'. "
                        + "Where both are this page, as behind a proxy, say the address that people open with ImageTaggingWebOptions.PublicUrl, "
                        + "or name the proxy with ImageTaggingWebOptions.TrustedProxies."
            );
        }

        if (parts.Tokens.IsRight(context))
        {
            return null;
        }

        return new(
            403,
            "Antiforgery",
            "The request does not come from the page.",
            request.Headers.ContainsKey(WriteTokens.Header)
                ? $"The token in {WriteTokens.Header} is not one of this server and this user; ask api/session for another."
                : $"A write needs the header {WriteTokens.Header} with the token that api/session gives."
        );
    }

    // A page of another site must not make this one work; a host that wants it says so by CORS.
    private static bool MayRead(HttpContext context) =>
        !RequestOrigin.IsCrossSite(context.Request)
        || PageEndpoint.Is(context)
        || context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null;

    private async Task<bool> BringsKeyAsync(AccessKey key, HttpContext context)
    {
        var request = context.Request;
        var isAdmitted = key.Admits(request);
        if (HttpMethods.IsGet(request.Method) && PageEndpoint.Is(context) && request.Query.TryGetValue("key", out var given))
        {
            var isRight = key.Is(given);
            if (isRight)
            {
                key.Remember(context, parts.Address.BaseOf(context), parts.Address.IsHttps(request));
            }

            if (isRight || isAdmitted)
            {
                // The key stays in no address that is seen, kept or shared.
                context.Response.Redirect(parts.Address.PageOf(context) + WithoutKey(request.QueryString));
                return false;
            }
        }

        if (isAdmitted)
        {
            return true;
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

    private static string WithoutKey(QueryString query)
    {
        List<string> kept = [];
        foreach (var pair in query.ToUriComponent().TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' '));
            if (!name.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(pair);
            }
        }

        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }

    private async Task<bool> RefuseAsync(HttpContext context, WebProblem problem)
    {
        await WriteAsync(context, problem).ConfigureAwait(false);
        return false;
    }

    private Task WriteAsync(HttpContext context, WebProblem problem) =>
        Problems.WriteAsync(context, problem with { Detail = parts.Options.Wording?.Invoke(problem.Detail) ?? problem.Detail });

    // What a request calls itself, as an answer may show it.
    private static string Shown(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Where(r => !UnseenText.Misleads(r)).Take(200));

    // Parameters that cannot be read leave an empty 400 behind.
    private Task ExplainAsync(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: 400, ContentLength: null }
            ? WriteAsync(
                context,
                new(400, "BadRequest", "The request cannot be answered as it is.", "A parameter is missing or cannot be read.")
            )
            : Task.CompletedTask;

    // The route's pattern, never the path: that comes from outside.
    private static string EndpointOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an endpoint";
}
