using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace ImageTagging.Mcp;

/// <summary>Which tools there are; the one that writes only where it is allowed.</summary>
internal static class ToolRegistration
{
    public static IMcpServerBuilder WithPictureTools(this IMcpServerBuilder builder, Func<IServiceProvider, bool> mayCorrect)
    {
        Add(builder, "search", "Find pictures", nameof(ImageTools.SearchAsync));
        Add(builder, "similar", "Find similar pictures", nameof(ImageTools.SimilarAsync));
        Add(builder, "show", "Show a picture", nameof(ImageTools.ShowAsync));
        Add(builder, "stats", "Count tags", nameof(ImageTools.StatsAsync));
        Add(builder, "suggest", "Complete a word", nameof(ImageTools.SuggestAsync));
        builder
            .Services.AddOptions<McpServerOptions>()
            .PostConfigure<IServiceProvider>(
                (server, services) =>
                {
                    if (mayCorrect(services))
                    {
                        server.ToolCollection ??= [];
                        server.ToolCollection.TryAdd(
                            Create(services, "correct", "Add and remove tags", nameof(ImageTools.CorrectAsync), reads: false)
                        );
                    }
                }
            );
        return builder;
    }

    private static void Add(IMcpServerBuilder builder, string name, string title, string method) =>
        builder.Services.AddSingleton(services => Create(services, name, title, method, reads: true));

    private static McpServerTool Create(IServiceProvider services, string name, string title, string method, bool reads) =>
        McpServerTool.Create(
            typeof(ImageTools).GetMethod(method)!,
            services.GetRequiredService<ImageTools>(),
            new()
            {
                Name = name,
                Title = title,
                ReadOnly = reads,
                Destructive = !reads,
                Idempotent = reads,
                OpenWorld = false,
                Services = services,
            }
        );
}
