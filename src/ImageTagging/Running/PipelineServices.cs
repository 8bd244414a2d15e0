using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Leases;
using ImageTagging.Retry;
using ImageTagging.Tagging;
using ImageTagging.Teaching;
using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>The services that live as long as a pipeline: the taggers' gates and the contents in flight, which all its runs share.</summary>
internal sealed class PipelineServices : IDisposable
{
    private readonly CallGate[] _gates;
    private readonly ITagIndex _index;

    public PipelineServices(PipelineComponents components)
    {
        _index = components.Index;
        Components = components with { Index = new TimedIndex(components.Index, components.Time) };
        InFlight = new(Components);
        Logger = components.Loggers.CreateLogger("ImageTagging.Pipeline");
        var (time, patience) = (components.Time, components.Options.OutagePatience);
        Retry = RetryPolicy.OfOutages(time, patience, Logger, components.Options.MigrationPatience);
        NamedRetry = RetryPolicy.OfOutages(time, patience, Logger);
        BriefRetry = RetryPolicy.OfOutages(time, TimeSpan.FromSeconds(5), Logger);
        ReadRetry = new(
            new(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5)) { MaxAttempts = 3 },
            time,
            (fault, failed, _) => RunLog.ReadAgain(Logger, fault.Code, failed)
        );
        Taught = new(Components.Index, Retry, time);
        Infos = [.. components.Taggers.Select(t => t.Info)];
        Conditions = new(Infos, [.. components.Taggers.Select(components.CallOptionsOf)]);
        Lenders = new(Infos.Count);
        _gates = [.. components.Taggers.Select(t => TaggerCaller.GateOf(t.Info, components.CallOptionsOf(t), components.Time))];
    }

    public PipelineComponents Components { get; }

    public ContentsInFlight InFlight { get; }

    public CallConditions Conditions { get; }

    public Lenders Lenders { get; }

    /// <summary>Bears with sources and the index as long as a run does.</summary>
    public RetryPolicy Retry { get; }

    /// <summary>For named pictures: whoever waits for them hears of a migration.</summary>
    public RetryPolicy NamedRetry { get; }

    /// <summary>For one picture, which somebody may be waiting for.</summary>
    public RetryPolicy BriefRetry { get; }

    /// <summary>For a picture's bytes.</summary>
    public RetryPolicy ReadRetry { get; }

    /// <summary>The taught tags, read again now and then.</summary>
    public TaughtBooks Taught { get; }

    public ILogger Logger { get; }

    public IReadOnlyList<TaggerInfo> Infos { get; }

    /// <summary>Checks that sources and index say of themselves what a run needs.</summary>
    /// <exception cref="ImageTaggingException">One does not, as a double of which half was set up.</exception>
    public void Check(IEnumerable<IImageSource> sources) =>
        ComponentChecks.ThrowIf([.. sources.Select(ComponentChecks.FaultOf), ComponentChecks.FaultOf(_index)]);

    /// <summary>Opens a run's budgets.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="isShared">Whether other processes work under the same id.</param>
    /// <param name="lifetime">The run's: where a fault ended it, what closes the budgets is not waited for.</param>
    public ValueTask<RunBudget> OpenBudgetsAsync(string runId, bool isShared, RunLifetime lifetime) =>
        RunBudget.OpenAsync(
            Infos.Any(i => i.IsMetered) ? Components.Budgets : [],
            Components.Index,
            runId,
            isShared,
            Components.Time,
            Logger,
            () => lifetime.HasFailed,
            lifetime.Stopping
        );

    /// <summary>Makes the index ready.</summary>
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(Components.Index.EnsureReadyAsync, cancellationToken);

    /// <summary>A caller for each tagger, through the process's gates, within a run's budgets.</summary>
    public TaggerCaller[] Callers(RunBudget budget, PauseGate gate) =>
        [
            .. Components.Taggers.Select(
                (tagger, i) =>
                    new TaggerCaller(
                        tagger,
                        Components.CallOptionsOf(tagger),
                        budget,
                        Components.Time,
                        Logger,
                        gate: _gates[i],
                        hold: gate
                    )
            ),
        ];

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }

        InFlight.Dispose();
    }
}
