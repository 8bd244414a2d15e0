using ImageTagging.AspNetCore.Guarding;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.Mcp;

/// <summary>Stands before the tools over HTTP: no pages of other sites, and where nobody said who gets in, only this machine.</summary>
internal sealed class McpGuard(ImageTaggingMcpOptions options)
{
    private const string Remedy =
        "call RequireAuthorization() on what MapImageTaggingMcp() returns, or set AllowAnyone in the options of AddMcp().";

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        Refusal(context) is { } problem ? Problems.WriteAsync(context, problem) : next(context);

    private WebProblem? Refusal(HttpContext context)
    {
        if (!options.AllowAnyone && LocalOnly.Refusal(context, Remedy) is { } refusal)
        {
            return refusal;
        }

        return
            RequestOrigin.IsOurs(context.Request)
            || options.Origins.Contains(context.Request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase)
            ? null
            : new(
                403,
                "CrossSite",
                "The request comes from another site.",
                "Pages of other sites may not ask; Origins in the options of AddMcp() names those that may."
            );
    }
}
