using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace ImageTagging.Mcp;

/// <summary>Which tools there are; the one that writes only where it is allowed.</summary>
internal static class ToolRegistration
{
    public static IMcpServerBuilder WithPictureTools(this IMcpServerBuilder builder, ImageTaggingMcpOptions options)
    {
        Add(builder, "search", "Find pictures", nameof(PictureTools.SearchAsync));
        Add(builder, "similar", "Find similar pictures", nameof(PictureTools.SimilarAsync));
        Add(builder, "show", "Show a picture", nameof(PictureTools.ShowAsync));
        Add(builder, "stats", "Count tags", nameof(PictureTools.StatsAsync));
        Add(builder, "suggest", "Complete a word", nameof(PictureTools.SuggestAsync));
        if (options.AllowCorrections)
        {
            Add(builder, "correct", "Add and remove tags", nameof(PictureTools.CorrectAsync), reads: false);
        }

        return builder;
    }

    private static void Add(IMcpServerBuilder builder, string name, string title, string method, bool reads = true) =>
        builder.Services.AddSingleton(services =>
            McpServerTool.Create(
                typeof(PictureTools).GetMethod(method)!,
                services.GetRequiredService<PictureTools>(),
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
            )
        );
}
