using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tagging;
using ImageTagging.Teaching;
using ImageTagging.Writing;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>
/// One run, assembled in one place: how it ends, what it may spend, whom it calls and what it counts. Runs over sources, over
/// names and over a stream of listings differ in what they feed into its <see cref="TaggingLine"/>.
/// </summary>
internal sealed class RunSession : IDisposable
{
    private readonly PipelineServices _services;
    private readonly Action<ImageOutcome>? _report;
    private RunBudget? _budget;

    /// <summary>A session that has opened nothing yet.</summary>
    /// <param name="services">The pipeline's services.</param>
    /// <param name="options">How the run is to be made.</param>
    /// <param name="user">The caller's: its cancellation interrupts the run.</param>
    /// <param name="report">Called once for each picture that is completed; by several threads. Null for nobody.</param>
    /// <param name="retry">How long faults of the index are borne with; null for as long as in a run over sources.</param>
    /// <param name="components">What to work with; null for the pipeline's own.</param>
    /// <exception cref="ImageTaggingException">The run's id is none.</exception>
    public RunSession(
        PipelineServices services,
        RunOptions options,
        CancellationToken user,
        Action<ImageOutcome>? report = null,
        RetryPolicy? retry = null,
        PipelineComponents? components = null
    )
    {
        (_services, _report, Options) = (services, report, options);
        (Components, Retry) = (components ?? services.Components, retry ?? services.Retry);
        State = new(RunIds.Of(options), services.Infos);
        Steps = new(Components.Time);
        Lifetime = new(Components.Time, Components.Options.Grace, user);
        Models = new(Components, Retry);
        Rules = new(services.Infos, options, Models.Models);
        Conditions = services.Conditions;
    }

    /// <summary>The components of the pipeline.</summary>
    public PipelineComponents Components { get; }

    /// <summary>How long faults of the index are borne with.</summary>
    public RetryPolicy Retry { get; }

    /// <summary>How long a picture's bytes are tried to be read.</summary>
    public RetryPolicy ReadRetry => _services.ReadRetry;

    /// <summary>How the run is to be made.</summary>
    public RunOptions Options { get; }

    /// <summary>How the run is brought to its end.</summary>
    public RunLifetime Lifetime { get; }

    /// <summary>The counts and notes of the run.</summary>
    public RunState State { get; }

    /// <summary>Where its time goes.</summary>
    public RunSteps Steps { get; }

    /// <summary>Which labels serve; by the model versions that were known when the run was opened.</summary>
    public TaggerRules Rules { get; }

    /// <summary>Which taggers are called for some pictures only, and which share calls.</summary>
    public CallConditions Conditions { get; }

    /// <summary>The pictures that may lend their answers, of all runs of the pipeline.</summary>
    public Lenders Lenders => _services.Lenders;

    /// <summary>A caller for each tagger; none before the run is open.</summary>
    public IReadOnlyList<TaggerCaller> Callers { get; private set; } = [];

    /// <summary>The contents in flight of all runs of the pipeline.</summary>
    public ContentsInFlight InFlight => _services.InFlight;

    /// <summary>For operators.</summary>
    public ILogger Logger => _services.Logger;

    /// <summary>The budgets that a call was refused for.</summary>
    public IReadOnlyList<Budget> ReachedBudgets => _budget?.Reached ?? [];

    /// <summary>The model versions that taggers last answered with.</summary>
    public ModelVersions Models { get; }

    /// <summary>The taught tags; none before the run is open.</summary>
    public TaughtBook Taught { get; private set; } = TaughtBook.Empty;

    /// <summary>How many pictures are worked on at once.</summary>
    public int Workers =>
        Components.Options.Workers
        ?? Math.Clamp(Callers.Select(c => c.MaxConcurrency).DefaultIfEmpty(1).Max() + 2, 1, Components.Options.MaxUnsaved);

    /// <summary>The counts so far, with what the callers used.</summary>
    public RunCounts Counts
    {
        get
        {
            var (used, infos) = (Callers.Select(c => c.Statistics).ToArray(), _services.Infos);
            return State.Tally.Snapshot() with
            {
                UnsavedCost = infos
                    .Select((info, i) => info.IsMetered ? Volatile.Read(ref State.Unsaved[i]) * info.PricePerCall : 0)
                    .Sum(),
                PaidCalls = used.Where((_, i) => infos[i].IsMetered).Sum(u => u.Calls),
                Cost = used.Where((_, i) => infos[i].IsMetered).Sum(u => u.Cost),
                Retries = used.Sum(u => u.Retries),
                Throttles = used.Sum(u => u.Throttles),
            };
        }
    }

    /// <summary>Opens the run, does its work and closes it. What ends it before its time is no exception here: <see cref="Lifetime"/> has it.</summary>
    /// <param name="work">Feeds the run; ends when nothing is in flight any more.</param>
    public Task RunAsync(Func<Task> work) =>
        Lifetime.GuardAsync(async () =>
        {
            await _services.EnsureReadyAsync(Lifetime.Stopping).ConfigureAwait(false);
            // Side by side: none needs what another finds.
            var reading = Task.WhenAll(Models.ReadAsync(Lifetime.Stopping).AsTask(), ReadTaughtAsync(Lifetime.Stopping).AsTask());
            try
            {
                _budget = await _services
                    .OpenBudgetsAsync(State.RunId, Options.RunId is not null, Lifetime)
                    .ConfigureAwait(false);
            }
            catch
            {
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            await using var closing = _budget.ConfigureAwait(false);
            Callers = _services.Callers(_budget, State.CallGate);
            await reading.ConfigureAwait(false);
            await work().ConfigureAwait(false);
            if (!Lifetime.HasFailed)
            {
                await Models.KeepAsync(State.Models, Lifetime.Aborting).ConfigureAwait(false);
            }
        });

    /// <summary>Reads the taught tags.</summary>
    public async ValueTask ReadTaughtAsync(CancellationToken cancellationToken) =>
        Taught = await _services.Taught.ReadAsync(isNow: false, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes records of what is stored and what the run found.</summary>
    public RecordComposer Composer() =>
        new(Rules, Components.Vocabulary, Taught, Components.Options.RemoveAfter, Components.Time);

    /// <summary>Refreshes the index, so that look-ups see what was written before.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellationToken) => InFlight.RefreshAsync(Retry, cancellationToken);

    /// <summary>A source's listing beside what the index has of it; dispose it.</summary>
    public ListingJoin Join(IImageSource source) => new(source, Components.Index, Retry, Steps);

    /// <summary>A planner over a source.</summary>
    public ChangePlanner Planner(ListingJoin join, DateTimeOffset startedAt, AppearedContents appeared) =>
        new(join, Judge, Options, Components.Options.RemoveAfter, startedAt, Components.Time, State.Tally, appeared);

    /// <summary>Decides about pictures; not for several threads.</summary>
    public StampJudge Judge() => new(Rules.Taggers, Components.Vocabulary.Fingerprint, Rules.IsStaleModel, Conditions.Stamps);

    /// <summary>A writer into the index; dispose it when nothing more is to be written.</summary>
    public IndexWriter Writer() =>
        new(
            Components.Index,
            Components.Options,
            Retry,
            Steps.Write,
            Logger,
            Lifetime.Fail,
            State.CallGate,
            State.Gate,
            (writes, token) => InFlight.WroteAsync(writes, Retry, token),
            Lifetime.Aborting
        );

    /// <summary>A picture has gone all of its way: counts it and reports it.</summary>
    public void Complete(TagItem item, ImageOutcome outcome)
    {
        State.Finished(item, outcome, Rules.Taggers);
        _report?.Invoke(outcome);
    }

    /// <summary>A picture needs nothing, or cannot be had.</summary>
    public void Complete(ImageOutcome outcome) => _report?.Invoke(outcome);

    /// <inheritdoc />
    public void Dispose() => Lifetime.Dispose();
}
