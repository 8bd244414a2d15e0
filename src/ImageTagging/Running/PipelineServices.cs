using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tagging;
using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>What lives as long as a pipeline: the taggers' gates and the ledger of contents, which all its runs share.</summary>
internal sealed class PipelineServices : IDisposable
{
    private readonly CallGate[] _gates;

    public PipelineServices(PipelineComponents parts)
    {
        Parts = parts with { Index = new TimedIndex(parts.Index, parts.Time) };
        Ledger = new(Parts);
        Logger = parts.Loggers.CreateLogger("ImageTagging.Pipeline");
        Outage = new(parts.Time, parts.Options.OutagePatience, Logger, parts.Options.MigrationPatience);
        NamedOutage = new(parts.Time, parts.Options.OutagePatience, Logger);
        Brief = new(parts.Time, TimeSpan.FromSeconds(5), Logger);
        Infos = [.. parts.Taggers.Select(t => t.Info)];
        _gates = [.. parts.Taggers.Select(t => TaggerCaller.GateOf(t.Info, parts.CallOptionsOf(t), parts.Time))];
    }

    public PipelineComponents Parts { get; }

    public ContentsInFlight Ledger { get; }

    public Outage Outage { get; }

    /// <summary>For named pictures: whoever waits for them is told of a migration.</summary>
    public Outage NamedOutage { get; }

    /// <summary>For one picture, which somebody may be waiting for.</summary>
    public Outage Brief { get; }

    public ILogger Logger { get; }

    public IReadOnlyList<TaggerInfo> Infos { get; }

    /// <summary>Makes the index ready and opens the run's budgets.</summary>
    public async ValueTask<RunBudget> OpenAsync(RunOptions options, string runId, RunLifetime stop)
    {
        await EnsureReadyAsync(stop.Stopping).ConfigureAwait(false);
        return await RunBudget
            .OpenAsync(
                Infos.Any(i => i.IsMetered) ? Parts.Budgets : [],
                Parts.Index,
                runId,
                sharedRun: options.RunId is not null,
                Parts.Time,
                Logger,
                () => stop.HasFailed,
                stop.Stopping
            )
            .ConfigureAwait(false);
    }

    /// <summary>Makes the index ready.</summary>
    public async ValueTask EnsureReadyAsync(CancellationToken cancellationToken) =>
        await Outage
            .BearAsync(
                async token =>
                {
                    await Parts.Index.EnsureReadyAsync(token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>A caller for each tagger, through the process's gates, within a run's budgets.</summary>
    public TaggerCaller[] Callers(RunBudget budget, PauseGate hold) =>
        [
            .. Parts.Taggers.Select(
                (tagger, i) =>
                    new TaggerCaller(tagger, Parts.CallOptionsOf(tagger), budget, Parts.Time, Logger, gate: _gates[i], hold: hold)
            ),
        ];

    /// <summary>What the taggers' line of a run works with.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="callers">The run's callers.</param>
    /// <param name="stop">Ends the run.</param>
    /// <param name="steps">Where its steps are timed.</param>
    /// <param name="finished">Told once for each picture that leaves the line.</param>
    /// <param name="models">The models that taggers answered with; null where they make nothing stale.</param>
    /// <param name="outage">How long to bear with the index; null for as long as a run.</param>
    public LineContext Context(
        RunOptions options,
        TaggerCaller[] callers,
        RunLifetime stop,
        RunSteps steps,
        Action<TagItem, ImageOutcome> finished,
        ModelVersions? models = null,
        Outage? outage = null
    ) =>
        new()
        {
            Parts = Parts,
            Options = options,
            Rules = new(Infos, options, models?.Models ?? new Dictionary<string, string>(StringComparer.Ordinal)),
            Callers = callers,
            Ledger = Ledger,
            Outage = outage ?? Outage,
            Steps = steps,
            Stop = stop,
            Logger = Logger,
            Finished = finished,
        };

    /// <summary>A run's counts so far, with what its callers used.</summary>
    public RunCounts Counts(RunState run, TaggerCaller[] callers)
    {
        var used = callers.Select(c => c.Statistics).ToArray();
        return run.Tally.Snapshot() with
        {
            UnsavedCost = Infos
                .Select((info, i) => info.IsMetered ? Volatile.Read(ref run.Unsaved[i]) * info.PricePerCall : 0)
                .Sum(),
            PaidCalls = used.Where((_, i) => Infos[i].IsMetered).Sum(u => u.Calls),
            Cost = used.Where((_, i) => Infos[i].IsMetered).Sum(u => u.Cost),
            Retries = used.Sum(u => u.Retries),
            Throttles = used.Sum(u => u.Throttles),
        };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }

        Ledger.Dispose();
    }
}
