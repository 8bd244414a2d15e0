using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Which site's page sent a request: browsers say so, other programs say nothing.</summary>
internal static class RequestOrigin
{
    public static bool IsCrossSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site";

    /// <summary>Tells if a request comes from a page of this server, or from no page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">The address that people open, where it may be another than the request's.</param>
    public static bool IsOurs(HttpRequest request, PublicAddress? address = null)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || address?.IsOrigin(origin) == true
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, WithoutDefaultPort(request), StringComparison.OrdinalIgnoreCase)
            );
    }

    private static string WithoutDefaultPort(HttpRequest request) =>
        request.Host.Port is 80 && request.Scheme == "http" || request.Host.Port is 443 && request.Scheme == "https"
            ? request.Host.Host
            : request.Host.Value ?? "";
}
