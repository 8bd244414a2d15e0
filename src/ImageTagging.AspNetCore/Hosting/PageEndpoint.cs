using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Hosting;

/// <summary>The page: every address it has leads to the one file, the rest to its assets.</summary>
internal static class PageEndpoint
{
    private static readonly string[] s_addresses =
    [
        "/",
        "/picture/{id}",
        "/charts",
        "/duplicates",
        "/run",
        "/failures",
        "/teach",
        "/upload",
    ];
    private static readonly string[] s_reads = ["GET", "HEAD"];

    public static bool Is(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PageMarker>() is not null;

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        foreach (var address in s_addresses)
        {
            group
                .MapMethods(address, s_reads, context => parts.Assets.WriteIndexAsync(context, parts.Address.BaseOf(context)))
                .WithMetadata(new PageMarker(address.Split('/', StringSplitOptions.RemoveEmptyEntries).Length))
                .ExcludeFromDescription();
        }

        group
            .MapMethods(
                "/assets/{**path}",
                s_reads,
                context => parts.Assets.WriteAssetAsync(context, context.Request.RouteValues["path"] as string)
            )
            .ExcludeFromDescription();

        // What is no endpoint is guarded like one: the same headers, and no word without the key.
        group
            .Map(
                "/api/{**rest}",
                _ =>
                    throw Guarding.WebProblemException.NotFound(
                        "NoSuchEndpoint",
                        "There is nothing at this address, or not for this method."
                    )
            )
            .ExcludeFromDescription();
    }
}
