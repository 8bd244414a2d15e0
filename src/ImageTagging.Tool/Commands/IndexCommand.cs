using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag index SOURCE…</c>: tags what is new, changed or due, and writes it into the index.</summary>
internal sealed class IndexCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would happen, as 'plan' does" };
    private readonly BudgetOptionsSet _budget = new();
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write the run's report as JSON",
        HelpName = "FILE",
    };
    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Wait for another run over the same keys to end (up to an hour)",
    };
    private readonly Option<string?> _runId = new("--run-id")
    {
        Description = "Share a run's budget with other processes that give the same id",
        HelpName = "ID",
    };

    public IndexCommand()
        : base("index", "Tag the pictures of folders and buckets and index them")
    {
        _pipeline.AddTo(this);
        foreach (var option in (Option[])[_dryRun, .. _budget.All, _report, _wait, _runId])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_dryRun))
        {
            return await PlanCommand.PlanAsync(parsed, _pipeline, output, cancellationToken).ConfigureAwait(false);
        }

        ReportFile.Check(parsed.GetValue(_report));
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(GlobalOptions.Index), mustExist: false, cancellationToken)
            .ConfigureAwait(false);
        output.Note("Index: " + index.Index.Info.Location);
        await using var pipeline = _pipeline.Create(parsed, index.Index, _budget.Read(parsed));
        var progress = new ProgressLine(output);
        var options = _pipeline.ReadRunOptions(parsed) with
        {
            WaitForOtherRun = parsed.GetValue(_wait) ? TimeSpan.FromHours(1) : TimeSpan.Zero,
            RunId = parsed.GetValue(_runId),
        };
        RunReport report;
        try
        {
            report = await pipeline.Pipeline.RunAsync(options, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            progress.Clear();
        }

        if (parsed.GetValue(_report) is { } file)
        {
            await ReportFile
                .WriteAsync(file, report, index.Index.Info.Location, cancellationToken: default)
                .ConfigureAwait(false);
        }

        RunWords.Write(output, report, index.Index.Info.Location);
        return RunWords.ExitCodeOf(report);
    }
}
