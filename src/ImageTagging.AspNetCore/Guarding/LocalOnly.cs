using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Where nobody said who gets in, only this machine does, and only by one of its own names (against DNS rebinding).</summary>
internal static class LocalOnly
{
    /// <summary>Why a request is not answered; null where it is.</summary>
    /// <param name="context">The request, at its endpoint.</param>
    /// <param name="remedy">What the host can do, as the end of a sentence.</param>
    /// <param name="checksName">Whether the name in <c>Host</c> is checked here, as nobody else does.</param>
    public static WebProblem? Refusal(HttpContext context, string remedy, bool checksName = true) =>
        IsDecided(context) || (IsFromHere(context) && (!checksName || IsNameOfHere(context.Request.Host.Host)))
            ? null
            : new(403, "LocalOnly", "This server answers only its own machine.", "Nobody said who else gets in: " + remedy);

    /// <summary>Tells if the host decided who gets in: by authorisation, or by letting everybody in.</summary>
    private static bool IsDecided(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
            && (
                metadata.GetMetadata<IAuthorizeData>() is not null
                || metadata.GetMetadata<IAuthorizationRequirementData>() is not null
                || metadata.GetMetadata<AuthorizationPolicy>() is not null
                || metadata.GetMetadata<IAllowAnonymous>() is not null
            )
        || context.RequestServices.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null;

    // A proxy on this machine speaks for others, also where it is trusted. Without an address nobody came over a network.
    private static bool IsFromHere(HttpContext context)
    {
        var headers = context.Request.Headers;
        return !headers.ContainsKey("X-Forwarded-For")
            && !headers.ContainsKey("X-Original-For")
            && !headers.ContainsKey("Forwarded")
            && (context.Connection.RemoteIpAddress is not { } address || IsLoopback(address));
    }

    private static bool IsNameOfHere(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IsLoopback(address));

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
