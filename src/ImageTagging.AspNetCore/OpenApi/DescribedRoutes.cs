using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace ImageTagging.AspNetCore.OpenApi;

/// <summary>The endpoints with what they read, in the words that the document's maker understands and routing would enforce.</summary>
internal sealed class DescribedRoutes(EndpointDataSource routes) : EndpointDataSource
{
    public override IReadOnlyList<Endpoint> Endpoints { get; } = [.. routes.Endpoints.Select(Describe)];

    public override IChangeToken GetChangeToken() => NullChangeToken.Instance;

    private static Endpoint Describe(Endpoint endpoint) =>
        endpoint is RouteEndpoint route && route.Metadata.GetMetadata<RequestBody>() is { } body
            ? new RouteEndpoint(
                route.RequestDelegate!,
                route.RoutePattern,
                route.Order,
                new([.. route.Metadata, new AcceptsMetadata([body.MediaType], body.Type)]),
                route.DisplayName
            )
            : endpoint;

    private sealed class NullChangeToken : IChangeToken
    {
        public static NullChangeToken Instance { get; } = new();

        public bool HasChanged => false;

        public bool ActiveChangeCallbacks => false;

        public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => NullRegistration.Instance;
    }

    private sealed class NullRegistration : IDisposable
    {
        public static NullRegistration Instance { get; } = new();

        public void Dispose()
        {
            // Nothing was registered.
        }
    }
}
