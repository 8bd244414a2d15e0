using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag prune SOURCE…</c>: lists and scans a whole scope, tags nothing, and marks what is gone.</summary>
internal sealed class PruneCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();

    public PruneCommand()
        : base("prune", "Mark pictures that are gone from their source, whoever tagged them; tags nothing") =>
        _pipeline.AddListingTo(this);

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), mustExist: true, cancellationToken)
            .ConfigureAwait(false);
        output.Note("Index: " + index.Index.Info.Location);
        await using var pipeline = _pipeline.Create(parsed, index.Index, [], tags: false);
        var report = await RunWords
            .ReportOfAsync(pipeline.Pipeline.PruneAsync(_pipeline.ReadRunOptions(parsed), cancellationToken: cancellationToken))
            .ConfigureAwait(false);
        RunWords.Write(output, report, index.Index.Info.Location);
        return RunWords.ExitCodeOf(report);
    }
}
