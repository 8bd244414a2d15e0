using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag prune SOURCE…</c>: lists and scans a whole scope, tags nothing, and marks what is gone.</summary>
internal sealed class PruneCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Option<string?> _report = ReportFile.Option();

    public PruneCommand()
        : base("prune", "Mark pictures that are gone from their source, whoever tagged them; tags nothing")
    {
        _pipeline.AddListingTo(this);
        Options.Add(_report);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_report) is { } file)
        {
            WholeFile.Check(file);
        }

        return await RunWords
            .TellAsync(
                output,
                _pipeline.What(parsed, "prune", tags: false),
                parsed.GetValue(_report),
                journal => OnceAsync(parsed, output, journal, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<(RunReport Report, string Index)> OnceAsync(
        ParseResult parsed,
        ToolOutput output,
        RunJournal journal,
        CancellationToken cancellationToken
    )
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.ChangeInRun, cancellationToken)
            .ConfigureAwait(false);
        output.Note("Index: " + index.Index.Info.Location);
        await using var pipeline = await _pipeline
            .CreateAsync(parsed, index.Index, [], cancellationToken, tags: false)
            .ConfigureAwait(false);
        var options = await _pipeline.ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false);
        var run = pipeline.Pipeline.PruneAsync(options, journal, cancellationToken);
        return (await RunWords.ReportOfAsync(run).ConfigureAwait(false), index.Index.Info.Location);
    }
}
