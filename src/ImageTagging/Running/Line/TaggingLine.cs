using System.Threading.Channels;
using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Takes planned pictures of one source through look-up, taggers and writer. Bounded everywhere; threads add together.</summary>
internal sealed class TaggingLine : IAsyncDisposable
{
    private const int Batch = 256;
    private readonly RunSession _session;
    private readonly IImageSource _source;
    private readonly RecordLookup _lookup;
    private readonly ImageCompletion _completion;
    private readonly RecordComposer _composer;
    private readonly ConditionCheck _conditions;

    // One a picture that may be called for: taken before its call, given back when its record is acknowledged.
    private readonly SemaphoreSlim _unsaved;

    // Bounded: look-ups run no further ahead than the workers follow.
    private readonly Channel<TagItem> _toCall = Channel.CreateBounded<TagItem>(4 * Batch);
    private readonly Task _working;

    public TaggingLine(RunSession session, IImageSource source)
    {
        (_session, _source) = (session, source);
        var components = session.Components;
        _unsaved = new(components.Options.MaxUnsaved);
        Writer = session.Writer();
        _lookup = new(session);
        _completion = new(session, _unsaved);
        _composer = session.Composer();
        _conditions = new(session, _composer);
        var worker = new TaggingWorker(session, source, _lookup, _conditions, _composer, _unsaved, SaveAsync);
        _working = Task.WhenAll(
            Enumerable
                .Range(0, session.Workers)
                .Select(_ => Task.Run(() => worker.WorkAsync(_toCall.Reader), CancellationToken.None))
        );
    }

    /// <summary>Writes what the line made; whoever removes adds to it, too.</summary>
    public IndexWriter Writer { get; }

    /// <summary>Adds pictures as they come; waits while the line is full. Once the run is stopping they are completed as they are.</summary>
    /// <returns>Whether all came; false where a fault, which stops the run, or a stop came first.</returns>
    public async Task<bool> AddAllAsync(IAsyncEnumerable<PlannedImage> pictures)
    {
        var batch = new List<PlannedImage>(Batch);
        var cameAll = await _session
            .Lifetime.GuardAsync(async () =>
            {
                var stream = pictures.GetAsyncEnumerator(CancellationToken.None);
                await using var end = stream.ConfigureAwait(false);
                while (true)
                {
                    var next = stream.MoveNextAsync();
                    // What is there does not wait for what is slow to come.
                    if (batch.Count == Batch || (batch.Count > 0 && !next.IsCompleted))
                    {
                        await AddAsync(batch).ConfigureAwait(false);
                        batch.Clear();
                    }

                    if (!await next.ConfigureAwait(false))
                    {
                        return;
                    }

                    RunTally.Count(ref _session.State.Tally.Planned);
                    batch.Add(stream.Current);
                }
            })
            .ConfigureAwait(false);
        await AddAsync(batch).ConfigureAwait(false);
        return cameAll;
    }

    /// <summary>Waits until every picture that was added is completed; afterwards none is added any more.</summary>
    public async Task CompleteAsync()
    {
        _toCall.Writer.TryComplete();
        await _working.ConfigureAwait(false);
        await Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync().ConfigureAwait(false);
        await Writer.DisposeAsync().ConfigureAwait(false);
        _unsaved.Dispose();
    }

    private async Task AddAsync(List<PlannedImage> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        TagItem[] items = [.. batch.Select(NewItem)];
        var handedOn = 0;
        await _session
            .Lifetime.GuardAsync(async () =>
            {
                var stopping = _session.Lifetime.Stopping;
                stopping.ThrowIfCancellationRequested();
                await _lookup
                    .ReadAsync([.. items.Where(i => i is { Planned.Stored: not null, Known: null })], stopping)
                    .ConfigureAwait(false);
                Array.ForEach(items, _session.Rules.Judge);
                await _lookup.InheritAsync(items, stopping).ConfigureAwait(false);
                await _lookup.FindAsync(items, stopping).ConfigureAwait(false);
                Array.ForEach(items, _conditions.Decide);
                // What needs no call does not wait for what does. Its records are made here, while others are written.
                items = [.. items.OrderBy(item => item.Needs.Count > 0)];
                var updates = items.TakeWhile(item => item.Needs.Count == 0).Select(UpdateOf).ToArray();
                Decisions.Foresee([.. updates.OfType<RecordUpdate>()]);
                while (handedOn < items.Length)
                {
                    var item = items[handedOn++];
                    if (handedOn <= updates.Length)
                    {
                        await SaveAsync(item, updates[handedOn - 1]).ConfigureAwait(false);
                    }
                    else
                    {
                        // Not the run's token: workers take what is here even when it stops, and leave it.
                        await _toCall.Writer.WriteAsync(item, CancellationToken.None).ConfigureAwait(false);
                    }
                }
            })
            .ConfigureAwait(false);
        foreach (var item in items.AsSpan(handedOn))
        {
            item.IsLeft = true;
            _completion.Complete(item, fate: null);
        }
    }

    private ValueTask SaveAsync(TagItem item) => SaveAsync(item, UpdateOf(item));

    // Null where nothing is to be written.
    private ImageUpdate? UpdateOf(TagItem item) =>
        item.IsWorthWriting ? new(item, _composer, _session.Components.Time, _completion.Complete) : null;

    private ValueTask SaveAsync(TagItem item, ImageUpdate? update)
    {
        if (update is not null)
        {
            return Writer.AddAsync(update);
        }

        _completion.Complete(item, fate: null);
        return ValueTask.CompletedTask;
    }

    private TagItem NewItem(PlannedImage planned) =>
        new(planned, _source, _session.Rules.Taggers.Count) { At = _session.Components.Now };
}
