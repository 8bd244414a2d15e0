using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace ImageTagging.AspNetCore.OpenApi;

/// <summary>Describes the endpoints as OpenAPI. It is made with services of its own, so that the host's documents and JSON settings stay the host's.</summary>
internal static class OpenApiEndpoint
{
    public const string Document = "imagetagging";

    public static void Map(RouteGroupBuilder group, IEndpointRouteBuilder endpoints)
    {
        // The host's own documents leave out what belongs to another group.
        group.WithGroupName(Document);
        var routes = endpoints.DataSources.Last();
        var made = new Lazy<Task<byte[]>>(() => Task.Run(() => MakeAsync(routes)));
        group
            .MapGet(
                "/openapi.json",
                async (HttpContext context) =>
                {
                    var json = await made.Value.ConfigureAwait(false);
                    context.Response.ContentType = "application/json; charset=utf-8";
                    context.Response.Headers.CacheControl = "no-cache";
                    await context.Response.Body.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
                }
            )
            .ExcludeFromDescription();
    }

    private static async Task<byte[]> MakeAsync(EndpointDataSource routes)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRoutingCore();
        services.AddSingleton<EndpointDataSource>(new DescribedRoutes(routes));
        services.AddSingleton<IHostEnvironment>(new DocumentEnvironment());
        services.Configure<JsonOptions>(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
        services.AddOpenApi(
            Document,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new()
                        {
                            Title = "ImageTagging",
                            Version = "1",
                            Description = "Search, pictures, corrections, uploads and runs.",
                        };
                        document.Servers = [];
                        return Task.CompletedTask;
                    }
                );
            }
        );
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var maker = provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
            var document = await maker.GetOpenApiDocumentAsync().ConfigureAwait(false);
            using var buffer = new MemoryStream();
            await document.SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false);
            return buffer.ToArray();
        }
    }

    private sealed class DocumentEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = typeof(OpenApiEndpoint).Assembly.GetName().Name!;

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
