using ImageTagging.Tagging;
using ImageTagging.Telemetry;

namespace ImageTagging.Running;

/// <summary>One run over the pipeline's sources, one after the other.</summary>
internal sealed class PipelineRun(
    PipelineServices services,
    RunOptions options,
    IProgress<RunProgress>? progress,
    OutcomeFlow? flow = null
)
{
    private readonly TimeProvider _time = services.Components.Time;
    private readonly List<string> _objections = [];

    // Set by the run, read by whoever asks how far it is.
    private RunSession? _session;
    private int _unlisted;

    /// <summary>The totals so far.</summary>
    public RunCounts Counts => Volatile.Read(ref _session)?.Counts ?? new();

    /// <summary>Runs.</summary>
    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        var sources = SourcesOf(services.Components, options);
        services.Check(sources);
        if (options.Tag && services.Infos.Count == 0)
        {
            throw new ImageTaggingException("The pipeline has no tagger: call TagWith(…), or prune.")
            {
                Code = ErrorCodes.NoTagger,
            };
        }

        var (started, startedAt) = (_time.GetTimestamp(), _time.GetUtcNow());
        using var session = new RunSession(services, options, cancellationToken, flow is null ? null : flow.Report);
        Volatile.Write(ref _session, session);
        var (run, lifetime) = (session.State, session.Lifetime);
        using var activity = Instruments.StartRun(run.RunId);
        RunLog.Starts(services.Logger, run.RunId, sources.Count, services.Infos.Count, services.Components.Index.Info.Engine);
        _unlisted = sources.Count;
        var feeds = sources.Select(source => new SourceFeed(session, source, flow)).ToArray();
        try
        {
            // The first listing comes while the index is made ready.
            await lifetime.GuardAsync(() => feeds.FirstOrDefault()?.BeginAsync() ?? Task.CompletedTask).ConfigureAwait(false);
            await session.RunAsync(() => FeedAsync(session, sources, feeds)).ConfigureAwait(false);
        }
        finally
        {
            foreach (var feed in feeds)
            {
                await feed.DisposeAsync().ConfigureAwait(false);
            }
        }

        NoteUnknownContents(run);
        NoteWarnings(run.Notes);
        var report = Report(session, startedAt, _time.GetElapsedTime(started));
        Log(report);
        return lifetime.Fault is { } fault ? throw new RunFailedException(report, fault) : report;
    }

    private async Task FeedAsync(RunSession session, IReadOnlyList<IImageSource> sources, IReadOnlyList<SourceFeed> feeds)
    {
        var run = session.State;
        var reporter = new ProgressReporter(
            progress,
            run,
            () => session.Counts,
            () => session.Retry.Reason,
            token => ExpectedImages.CountAsync(session.Components.Index, sources, options, token),
            _time
        );
        await using var reporting = reporter.ConfigureAwait(false);
        foreach (var feed in feeds.TakeWhile(_ => !session.Lifetime.Stopping.IsCancellationRequested))
        {
            if (await feed.RunAsync().ConfigureAwait(false) is { } objection)
            {
                _objections.Add(objection);
                run.Notes.Add(objection);
            }

            _unlisted -= run.ListingEnded ? 1 : 0;
        }

        // What was taught meanwhile is not in what this run wrote, and what was interrupted in nothing behind it.
        if (!session.Lifetime.Stopping.IsCancellationRequested)
        {
            await services.Taught.ApplyAsync(session.Components.Vocabulary, session.Lifetime.Stopping).ConfigureAwait(false);
        }
    }

    /// <summary>The sources that a run is about.</summary>
    public static IReadOnlyList<IImageSource> SourcesOf(PipelineComponents components, RunOptions options) =>
        options.Sources is not { } names
            ? components.Sources
            :
            [
                .. names
                    .Distinct(StringComparer.Ordinal)
                    .Select(name =>
                        components.Sources.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
                        ?? throw new ImageTaggingException(
                            $"The pipeline has no source named '{Telemetry.Printable.Text(name)}'."
                        )
                        {
                            Code = ErrorCodes.UnknownSource,
                        }
                    ),
            ];

    private RunReport Report(RunSession session, DateTimeOffset startedAt, TimeSpan duration)
    {
        var (run, lifetime, infos) = (session.State, session.Lifetime, services.Infos);
        var used = session.Callers.Select(c => c.Statistics).ToArray();
        return new()
        {
            RunId = run.RunId,
            End =
                lifetime.HasFailed ? RunEnd.Failed
                : lifetime.IsInterrupted ? RunEnd.Interrupted
                : _objections.Count > 0 ? RunEnd.GuardHeld
                : run.Tally.Left > 0 ? RunEnd.BudgetReached
                : RunEnd.Completed,
            Fault =
                lifetime.Fault is { } fault ? ReasonOf(fault)
                : _objections.Count > 0 ? new(FailureKind.Refused, "GuardHeld", string.Join(' ', _objections))
                : null,
            StartedAt = startedAt,
            Duration = duration,
            Counts = session.Counts,
            ListingEnded = _unlisted == 0,
            Taggers =
            [
                .. used.Select(
                    (u, i) =>
                        new TaggerUse(infos[i].Name, u.Calls, Volatile.Read(ref run.Reused[i]), u.Cost)
                        {
                            NearDuplicates = Volatile.Read(ref run.NearDuplicates[i]),
                            PassedOver = Volatile.Read(ref run.PassedOver[i]),
                        }
                ),
            ],
            ReachedBudgets = session.ReachedBudgets,
            Failures = run.Notes.Failures,
            FailedBy = run.Notes.FailedBy,
            Warnings = run.Notes.Warnings,
            Gaps = run.Notes.Gaps,
            ExcludedBy = run.Tally.Excluded,
            Notes = run.Notes.Notes,
            Steps =
            [
                .. session
                    .Steps.Totals.Concat(
                        used.Select((u, i) => new StepTime(infos[i].Name, u.Time, u.Calls)).Where(s => s.Count > 0)
                    )
                    .OrderByDescending(s => s.Time),
            ],
        };
    }

    // Without a hash nothing shows that two of them are equal.
    private static void NoteUnknownContents(RunState run)
    {
        if (run.Tally.Unknown > 0)
        {
            run.Notes.Add(
                $"{run.Tally.Unknown} pictures were called for whose content the listing does not tell; equal ones among them were not recognised. RunOptions.ResolveContents reads each once."
            );
        }
    }

    private static void NoteWarnings(RunNotes notes)
    {
        if (notes.Warnings is [var first, ..])
        {
            notes.Add(
                $"Of {notes.Warned} pictures a tagger could not read everything; they are tagged with the rest. The first is '{Telemetry.Printable.Text(first.Image.Key)}' ({first.Tagger}): {first.Message}"
            );
        }
    }

    private static ImageFailureReason ReasonOf(Exception fault) =>
        fault is ImageTaggingException told
            ? new(told.Kind, told.Code, told.Message)
            : new(FailureKind.SetUp, fault.GetType().Name, fault.Message);

    private void Log(RunReport report)
    {
        if (report.Fault is { } fault)
        {
            RunLog.Stopped(services.Logger, report.RunId, fault.Code, Telemetry.Printable.Text(fault.Message));
        }

        if (report.Counts.Unsaved > 0)
        {
            RunLog.Unsaved(services.Logger, report.RunId, report.Counts.Unsaved, report.Counts.UnsavedCost);
        }

        RunLog.Ended(
            services.Logger,
            report.RunId,
            report.End,
            report.Duration,
            report.Counts.Listed,
            report.Counts.Tagged,
            report.Counts.Failed,
            report.Counts.Left,
            report.Counts.Gone,
            report.Counts.PaidCalls
        );
    }
}
