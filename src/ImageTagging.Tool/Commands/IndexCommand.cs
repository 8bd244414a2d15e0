using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;
using ImageTagging.Tool.Watching;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag index SOURCE…</c>: tags what is new, changed or due, and writes it into the index.</summary>
internal sealed class IndexCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would happen, as 'plan' does" };
    private readonly BudgetOptionsSet _budget = new();
    private readonly Option<string?> _report = ReportFile.Option();
    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Wait for another run over the same keys to end (up to an hour)",
    };
    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Go on and keep the index in line with the folders until interrupted",
    };
    private readonly Option<TimeSpan?> _listEvery = new Option<TimeSpan?>("--list-every")
    {
        Description = "With --watch: list all so often, as not every disk tells of changes (default: 10m)",
        HelpName = "TIME",
    }.Where(t => t >= TimeSpan.FromSeconds(1) && t <= TimeSpan.FromDays(31), "is 1s to 31d");

    public IndexCommand()
        : base("index", "Tag the pictures of folders and buckets and index them")
    {
        _pipeline.AddTo(this);
        foreach (var option in (Option[])[_dryRun, .. _budget.All, _report, _wait, _watch, _listEvery])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var watch = parsed.GetValue(_watch);
        if (
            (watch && (parsed.GetValue(_dryRun) || parsed.GetValue(_report) is not null))
            || (!watch && parsed.GetValue(_listEvery) is not null)
        )
        {
            throw new ImageTaggingException("--watch is without --dry-run and --report; --list-every is with --watch only.")
            {
                Code = "Usage",
            };
        }

        if (parsed.GetValue(_dryRun))
        {
            return await PlanCommand.PlanAsync(parsed, _pipeline, _budget, output, cancellationToken).ConfigureAwait(false);
        }

        if (parsed.GetValue(_report) is { } reportFile)
        {
            WholeFile.Check(reportFile);
        }

        if (watch)
        {
            return await WatchAsync(parsed, output, cancellationToken).ConfigureAwait(false);
        }

        var done = await RunWords
            .TellAsync(
                output,
                What(parsed),
                parsed.GetValue(_report),
                journal => OnceAsync(parsed, output, journal, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (done is ExitCode.Done or ExitCode.DoneWithFailures)
        {
            await using var index = IndexLocation.Open(parsed.GetValue(CommonOptions.Index), IndexUse.Read);
            await TagMeanings.PrepareAsync(index.Index, output, cancellationToken).ConfigureAwait(false);
        }

        return done;
    }

    private async Task<(RunReport Report, string Index)> OnceAsync(
        ParseResult parsed,
        ToolOutput output,
        RunJournal journal,
        CancellationToken cancellationToken
    )
    {
        await using var index = await OpenAsync(parsed, output, cancellationToken).ConfigureAwait(false);
        await using var pipeline = await _pipeline
            .CreateAsync(parsed, index.Index, _budget.Read(parsed), cancellationToken)
            .ConfigureAwait(false);
        var options = await ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false);
        var run = pipeline.Pipeline.RunAsync(options, journal, cancellationToken);
        return (await RunWords.ReportOfAsync(run).ConfigureAwait(false), index.Index.Info.Location);
    }

    private string What(ParseResult parsed) =>
        _pipeline.What(parsed, "index") + string.Concat(_budget.Read(parsed).Select(b => $", budget {b}"));

    private async Task<int> WatchAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await OpenAsync(parsed, output, cancellationToken).ConfigureAwait(false);
        await using var pipeline = await _pipeline
            .CreateAsync(parsed, index.Index, _budget.Read(parsed), cancellationToken)
            .ConfigureAwait(false);
        var options = await ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false);
        var every = new FolderWatchOptions { ListEvery = parsed.GetValue(_listEvery) ?? new FolderWatchOptions().ListEvery };
        using var journal = new RunJournal(output, What(parsed) + ", watching");
        return await WatchRun
            .RunAsync(pipeline.Pipeline, every, options, output, journal, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<IndexHandle> OpenAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.MakeInRun, cancellationToken)
            .ConfigureAwait(false);
        output.Note("Index: " + index.Index.Info.Location);
        return index;
    }

    private async ValueTask<RunOptions> ReadRunOptionsAsync(
        ParseResult parsed,
        ToolPipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        await _pipeline.ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false) with
        {
            WaitForOtherRun = parsed.GetValue(_wait) ? TimeSpan.FromHours(1) : TimeSpan.Zero,
        };
}
