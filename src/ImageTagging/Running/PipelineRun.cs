using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Telemetry;

namespace ImageTagging.Running;

/// <summary>One run over the pipeline's sources, one after the other.</summary>
internal sealed class PipelineRun(PipelineServices core, RunOptions options, IProgress<RunProgress>? progress)
{
    private readonly PipelineComponents _parts = core.Parts;
    private readonly RunState _run = new()
    {
        RunId = RunIds.Of(options),
        Reused = new long[core.Infos.Count],
        Unsaved = new long[core.Infos.Count],
    };
    private TaggerCaller[] _callers = [];
    private RunBudget? _budget;

    /// <summary>Runs.</summary>
    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        var sources = SourcesOf(_parts, options);
        if (options.Tag && core.Infos.Count == 0)
        {
            throw new ImageTaggingException("The pipeline has no tagger: call TagWith(…), or prune.") { Code = "NoTagger" };
        }

        var (started, startedAt) = (_parts.Time.GetTimestamp(), _parts.Time.GetUtcNow());
        using var activity = Instruments.StartRun(_run.RunId);
        RunLog.Starts(core.Logger, _run.RunId, sources.Count, core.Infos.Count, _parts.Index.Info.Engine);
        using var stop = new RunLifetime(_parts.Time, _parts.Options.Grace, cancellationToken);
        var steps = new RunSteps(_parts.Time);
        List<string> objections = [];
        var unlisted = sources.Count;
        try
        {
            _budget = await core.OpenAsync(options, _run.RunId, stop).ConfigureAwait(false);
            await using var closing = _budget.ConfigureAwait(false);
            _callers = core.Callers(_budget, _run.CallHold);
            var models = new ModelVersions(_parts, core.Outage);
            await models.ReadAsync(stop.Stopping).ConfigureAwait(false);
            var reporter = new ProgressReporter(progress, _run, Counts, () => core.Outage.Reason, _parts.Time);
            await using var telling = reporter.ConfigureAwait(false);
            var context = core.Context(
                options,
                _callers,
                stop,
                steps,
                (item, outcome) => _run.Finished(item, outcome, core.Infos),
                models
            );
            foreach (var source in sources.TakeWhile(_ => !stop.Stopping.IsCancellationRequested))
            {
                var run = new SourceRun(context, source, _run, core.Logger);
                if (await run.RunAsync().ConfigureAwait(false) is { } objection)
                {
                    objections.Add(objection);
                    _run.Notes.Add(objection);
                }

                unlisted -= _run.ListingEnded ? 1 : 0;
            }

            if (!stop.HasFailed)
            {
                await models.KeepAsync(_run.Models, stop.Aborting).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsInterrupted)
        {
            // Told by the report.
        }
#pragma warning disable CA1031 // Thrown with the report.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            stop.Fail(fault);
        }

        NoteUnknownContents();
        NoteWarnings();
        var report = Report(startedAt, _parts.Time.GetElapsedTime(started), stop, objections, steps) with
        {
            ListingEnded = unlisted == 0,
        };
        Log(report);
        return stop.Fault is { } stopped ? throw new RunFailedException(report, stopped) : report;
    }

    /// <summary>The sources that a run is about.</summary>
    public static IReadOnlyList<IImageSource> SourcesOf(PipelineComponents parts, RunOptions options) =>
        options.Sources is not { } names
            ? parts.Sources
            :
            [
                .. names
                    .Distinct(StringComparer.Ordinal)
                    .Select(name =>
                        parts.Sources.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
                        ?? throw new ImageTaggingException(
                            $"The pipeline has no source named '{Telemetry.Printable.Text(name)}'."
                        )
                        {
                            Code = "UnknownSource",
                        }
                    ),
            ];

    private RunCounts Counts() => core.Counts(_run, _callers);

    private RunReport Report(DateTimeOffset startedAt, TimeSpan duration, RunLifetime stop, List<string> objections, RunSteps steps)
    {
        var used = _callers.Select(c => c.Statistics).ToArray();
        return new()
        {
            RunId = _run.RunId,
            End =
                stop.HasFailed ? RunEnd.Failed
                : stop.IsInterrupted ? RunEnd.Interrupted
                : objections.Count > 0 ? RunEnd.GuardHeld
                : _run.Tally.Left > 0 ? RunEnd.BudgetReached
                : RunEnd.Completed,
            Fault =
                stop.Fault is { } fault ? ReasonOf(fault)
                : objections.Count > 0 ? new(FailureKind.Refused, "GuardHeld", string.Join(' ', objections))
                : null,
            StartedAt = startedAt,
            Duration = duration,
            Counts = Counts(),
            Taggers =
            [
                .. used.Select((u, i) => new TaggerUse(core.Infos[i].Name, u.Calls, Volatile.Read(ref _run.Reused[i]), u.Cost)),
            ],
            ReachedBudgets = _budget?.Reached ?? [],
            Failures = _run.Notes.Failures,
            Warnings = _run.Notes.Warnings,
            Gaps = _run.Notes.Gaps,
            ExcludedBy = _run.Tally.Excluded,
            Notes = _run.Notes.Notes,
            Steps =
            [
                .. steps
                    .Totals.Concat(
                        used.Select((u, i) => new StepTime(core.Infos[i].Name, u.Time, u.Calls)).Where(s => s.Count > 0)
                    )
                    .OrderByDescending(s => s.Time),
            ],
        };
    }

    // Without a hash nothing tells that two of them are equal.
    private void NoteUnknownContents()
    {
        if (_run.Tally.Unknown > 0)
        {
            _run.Notes.Add(
                $"{_run.Tally.Unknown} pictures were called for whose content the listing does not tell; equal ones among them were not recognised. RunOptions.ResolveContents reads each once."
            );
        }
    }

    private void NoteWarnings()
    {
        if (_run.Notes.Warnings is [var first, ..])
        {
            _run.Notes.Add(
                $"Of {_run.Notes.Warned} pictures a tagger could not read everything; they are tagged with the rest. The first is '{Telemetry.Printable.Text(first.Image.Key)}' ({first.Tagger}): {first.Message}"
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
            RunLog.Stopped(core.Logger, report.RunId, fault.Code, Telemetry.Printable.Text(fault.Message));
        }

        if (report.Counts.Unsaved > 0)
        {
            RunLog.Unsaved(core.Logger, report.RunId, report.Counts.Unsaved, report.Counts.UnsavedCost);
        }

        RunLog.Ended(
            core.Logger,
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
