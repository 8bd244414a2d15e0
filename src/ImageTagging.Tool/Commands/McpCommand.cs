using System.CommandLine;
using ImageTagging.Mcp;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Serving;
using ImageTagging.Tool.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag mcp</c>: tools for an assistant over standard input and output, which belong to the protocol alone.</summary>
internal sealed class McpCommand : ToolCommand
{
    private readonly Option<string[]> _sources = new("--source")
    {
        Description = "A folder or s3://bucket/prefix whose pictures can be shown; may be repeated (default: the index's own)",
        HelpName = "SOURCE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _allowCorrections = new("--allow-corrections")
    {
        Description = "Let the assistant add and remove tags",
    };
    private readonly PipelineOptionsSet _pipeline = new();

    public McpCommand()
        : base("mcp", "Let an assistant find pictures (Model Context Protocol over standard input and output)")
    {
        foreach (
            var option in (Option[])
                [
                    _sources,
                    _allowCorrections,
                    _pipeline.MaxMemory,
                    _pipeline.Region,
                    _pipeline.S3Endpoint,
                    _pipeline.RequesterPays,
                    _pipeline.Vocabulary,
                ]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        await using var sources = await ServedSources
            .OpenAsync(
                index.Index,
                parsed.GetValue(_sources) ?? [],
                uploadTo: null,
                _pipeline.ReadSourceSettings(parsed) with
                {
                    AllowEmpty = true,
                },
                output,
                cancellationToken
            )
            .ConfigureAwait(false);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(new OutputLoggerProvider(output)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var vocabulary = parsed.GetValue(_pipeline.Vocabulary) is { } file ? Vocabulary.Load(file) : Vocabulary.Empty;
        builder.Services.AddSingleton<ITagCurator>(new CheckedCurator(index.Index, vocabulary));
        var images = builder
            .Services.AddImageTagging()
            .UseIndex(index.Index)
            .UseImaging(_pipeline.ReadImagingOptions(parsed))
            .UseVocabulary(vocabulary)
            .AddSemanticSearch(TagMeanings.Of(index.Index))
            .AddMcpOverStandardStreams(new ImageTaggingMcpOptions { AllowCorrections = parsed.GetValue(_allowCorrections) });
        foreach (var source in sources.All)
        {
            images.AddSource(source);
        }

        using var host = builder.Build();
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
