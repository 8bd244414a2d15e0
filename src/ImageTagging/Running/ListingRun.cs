using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImageTagging.Calling;
using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Brings a stream of listed pictures up to date, through the same line as a run, at constant memory; takes no lease.</summary>
internal sealed class ListingRun(
    PipelineServices core,
    IImageSource source,
    IAsyncEnumerable<ImageListing> listings,
    RunOptions options
)
{
    /// <summary>Listings read and not taken as outcomes yet, at the most.</summary>
    private const int MostAtOnce = 4_096;
    private const int Lookups = 3;
    private readonly PipelineComponents _parts = core.Parts;
    private readonly RunState _run = new()
    {
        RunId = RunIds.Of(options),
        Reused = new long[core.Infos.Count],
        Unsaved = new long[core.Infos.Count],
    };
    private readonly Channel<ImageOutcome> _outcomes = Channel.CreateUnbounded<ImageOutcome>(new() { SingleReader = true });
    private readonly KeysAtWork _atWork = new();
    private TaggerCaller[] _callers = [];
    private int _started;

    /// <summary>The totals so far.</summary>
    public RunCounts Counts => core.Counts(_run, _callers);

    /// <summary>Runs, once.</summary>
    public async IAsyncEnumerable<ImageOutcome> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("The outcomes can be enumerated once only.");
        }

        if (core.Infos.Count == 0)
        {
            throw new ImageTaggingException("The pipeline has no tagger: call TagWith(…).") { Code = "NoTagger" };
        }

        using var user = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var room = new SemaphoreSlim(MostAtOnce);
        var working = Task.Run(() => WorkAsync(room, user.Token), CancellationToken.None);
        try
        {
            await foreach (var outcome in _outcomes.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                room.Release();
                yield return outcome;
            }
        }
        finally
        {
            await user.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await working.ConfigureAwait(false);
    }

    private async Task WorkAsync(SemaphoreSlim room, CancellationToken user)
    {
        using var stop = new RunLifetime(_parts.Time, _parts.Options.Grace, user);
        try
        {
            var budget = await core.OpenAsync(options, _run.RunId, stop).ConfigureAwait(false);
            await using var closing = budget.ConfigureAwait(false);
            _callers = core.Callers(budget, _run.CallHold);
            var models = new ModelVersions(_parts, core.Outage);
            await models.ReadAsync(stop.Stopping).ConfigureAwait(false);
            await core.Ledger.RefreshAsync(core.Outage, stop.Stopping).ConfigureAwait(false);
            var steps = new RunSteps(_parts.Time);
            var writer = new IndexWriter(
                _parts,
                core.Ledger,
                core.Outage,
                steps.Write,
                core.Logger,
                stop.Fail,
                _run.CallHold,
                hold: null,
                stop.Aborting
            );
            await using var writing = writer.ConfigureAwait(false);
            var context = core.Context(
                options,
                _callers,
                stop,
                steps,
                (item, outcome) =>
                {
                    _run.Finished(item, outcome, core.Infos);
                    Tell(outcome);
                },
                models
            );
            var line = new TaggingLine(context, source, writer);
            await using var working = line.ConfigureAwait(false);
            await AddAllAsync(room, context, line, stop).ConfigureAwait(false);
            await line.CompleteAsync().ConfigureAwait(false);
            await writer.FlushAsync().ConfigureAwait(false);
            if (!stop.HasFailed)
            {
                await core.Ledger.RefreshAsync(core.Outage, stop.Aborting).ConfigureAwait(false);
                await models.KeepAsync(_run.Models, stop.Aborting).ConfigureAwait(false);
            }

            stop.ThrowFault();
        }
        catch (OperationCanceledException) when (stop.IsInterrupted)
        {
            // Told by the outcomes.
        }
        finally
        {
            _outcomes.Writer.TryComplete();
        }
    }

    private async Task AddAllAsync(SemaphoreSlim room, LineContext context, TaggingLine line, RunLifetime stop)
    {
        var chunks = new ListingChunks(listings, room, _atWork, stop.Stopping);
        using var lookups = new SemaphoreSlim(Lookups);
        List<Task> adding = [];
        try
        {
            await foreach (var chunk in chunks.ReadAsync().ConfigureAwait(false))
            {
                Interlocked.Add(ref _run.Tally.Listed, chunk.Count);
                await lookups.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                adding.RemoveAll(t => t.IsCompleted);
                adding.Add(Task.Run(() => AddAsync(chunk, context, line, lookups), CancellationToken.None));
            }
        }
#pragma warning disable CA1031 // What is in flight finishes first.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            stop.Fail(fault);
        }

        await Task.WhenAll(adding).ConfigureAwait(false);
    }

    private async Task AddAsync(IReadOnlyList<ImageListing> chunk, LineContext context, TaggingLine line, SemaphoreSlim lookups)
    {
        var done = 0;
        try
        {
            ImageName[] names = [.. chunk.Select(l => new ImageName(source.Name, l.Key))];
            var records = await core
                .Outage.BearAsync(token => _parts.Index.GetManyAsync(names, token), context.Stop.Stopping)
                .ConfigureAwait(false);
            var judge = new StampJudge(core.Infos, _parts.Vocabulary.Fingerprint, context.Rules.IsStaleModel);
            for (; done < chunk.Count; done++)
            {
                await AddAsync(chunk[done], records[done], judge, line).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The run stops with it; each listing has its outcome all the same.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            context.Stop.Fail(fault);
            foreach (var listing in chunk.Skip(done))
            {
                RunTally.Count(ref _run.Tally.Left);
                Tell(Outcome(listing.Key, ImageOutcomeKind.Left, null));
            }
        }
        finally
        {
            lookups.Release();
        }
    }

    private ValueTask AddAsync(ImageListing listing, ImageRecord? record, StampJudge judge, TaggingLine line)
    {
        if (NamedRun.OutOfScope(source, listing.Key) is { } reason)
        {
            RunTally.Count(ref _run.Tally.Skipped);
            Tell(Outcome(listing.Key, ImageOutcomeKind.Skipped, record) with { Reason = reason });
            return ValueTask.CompletedTask;
        }

        var stored = record is null ? null : NamedRun.Light(record);
        var change = judge.Decide(listing, stored, _parts.Now, options.RetryFailed);
        _run.Tally.Count(change);
        if (change is Change.Unchanged or Change.Waiting)
        {
            var kind = change == Change.Unchanged ? ImageOutcomeKind.Unchanged : ImageOutcomeKind.Waiting;
            Tell(Outcome(listing.Key, kind, record));
            return ValueTask.CompletedTask;
        }

        RunTally.Count(ref _run.Tally.Planned);
        return line.AddAsync(new(change, listing, stored));
    }

    private void Tell(ImageOutcome outcome)
    {
        _outcomes.Writer.TryWrite(outcome);
        _atWork.Leave(outcome.Image.Key);
    }

    private ImageOutcome Outcome(string key, ImageOutcomeKind kind, ImageRecord? record) =>
        new()
        {
            Image = new(source.Name, key),
            Kind = kind,
            Record = record,
        };
}
