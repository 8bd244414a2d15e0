using Microsoft.AspNetCore.Builder;

namespace ImageTagging.AspNetCore.OpenApi;

/// <summary>The body that an endpoint reads, for the document only: the endpoint itself says what is wrong with another body.</summary>
internal sealed record RequestBody(Type Type, string MediaType);

/// <summary>Says what an endpoint reads.</summary>
internal static class RequestBodyExtensions
{
    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder endpoint, string mediaType = "application/json") =>
        endpoint.WithMetadata(new RequestBody(typeof(T), mediaType));
}
