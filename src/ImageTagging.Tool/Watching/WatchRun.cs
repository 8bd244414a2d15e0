using ImageTagging.Tool.Output;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Watching;

/// <summary><c>imagetag index --watch</c>: tells what a watch does, as it does it.</summary>
internal sealed class WatchRun(ToolOutput output, string index) : IProgress<FolderWatchReport>
{
    private bool _isListed;

    public static async Task<int> RunAsync(
        ImageTaggingPipeline pipeline,
        FolderWatchOptions watch,
        RunOptions options,
        ToolOutput output,
        RunJournal journal,
        CancellationToken cancellationToken
    )
    {
        if (pipeline.Sources.Any(s => s is not FolderImageSource))
        {
            throw new ImageTaggingException("--watch is for folders; a bucket tells nobody what changes in it.")
            {
                Code = "Usage",
            };
        }

        var telling = new WatchRun(output, pipeline.Index.Info.Location);
        await new FolderWatch(pipeline, watch, logger: output.Log.For<FolderWatch>())
            .RunAsync(options, telling, journal, cancellationToken)
            .ConfigureAwait(false);
        journal.End(new OperationCanceledException(cancellationToken));
        return ExitCode.Interrupted;
    }

    public void Report(FolderWatchReport value)
    {
        if (value.Fault is { } fault)
        {
            output.Fault(fault.Code, fault.Message);
        }

        foreach (var outcome in value.Pictures.Where(IsNews))
        {
            output.Object("outcome", w => OutcomeJson.Write(w, outcome));
            output.Line(Words(outcome));
        }

        if (value.Run is { } run && (!_isListed || HasNews(run.Counts)))
        {
            RunWords.Write(output, run, index);
            var c = run.Counts;
            if (c.Listed - c.New - c.Changed - c.Stale - c.Due - c.Waiting - c.Unchanged is var fresh and > 0)
            {
                output.Note($"{fresh} written just now; looked at when nobody writes any more.");
            }
        }

        if (!_isListed && value.Run is { End: not RunEnd.Interrupted })
        {
            _isListed = true;
            output.Note("Watching; Ctrl-C ends it.");
        }
    }

    // What came and went before anybody looked never was in the index.
    private static bool IsNews(ImageOutcome outcome) =>
        outcome is not { Kind: ImageOutcomeKind.Unchanged } and not { Kind: ImageOutcomeKind.Gone, Record: null };

    private static bool HasNews(RunCounts counts) =>
        counts.New + counts.Changed + counts.Tagged + counts.Failed + counts.Gone > 0;

    private static string Words(ImageOutcome outcome) =>
        outcome.Kind switch
        {
            ImageOutcomeKind.Tagged => $"{outcome.Image.Key}: {TagWords.Of(outcome.Record?.Tags ?? [])}",
            ImageOutcomeKind.Gone => $"{outcome.Image.Key}: gone",
            ImageOutcomeKind.Left => $"{outcome.Image.Key}: left for another run",
            ImageOutcomeKind.Waiting => $"{outcome.Image.Key}: failed before, not tried now",
            _ => $"{outcome.Image.Key}: {SettingWords.In(outcome.Reason?.Message ?? "not tagged")}",
        };
}
