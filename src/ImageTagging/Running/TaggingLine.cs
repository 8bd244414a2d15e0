using System.Threading.Channels;
using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Takes planned pictures of one source through look-up, taggers and writer. Bounded everywhere; threads add together.</summary>
internal sealed class TaggingLine : IAsyncDisposable
{
    private const int LookUpBatch = 256;
    private readonly LineContext _context;
    private readonly IImageSource _source;
    private readonly LabelFinder _finder;
    private readonly ImageCompletion _exit;
    private readonly Channel<PlannedImage> _planned = Channel.CreateBounded<PlannedImage>(
        new BoundedChannelOptions(4 * LookUpBatch) { SingleReader = true }
    );
    private readonly Channel<TagItem> _toCall = Channel.CreateBounded<TagItem>(
        new BoundedChannelOptions(LookUpBatch) { SingleWriter = true }
    );
    private readonly Task _working;

    public TaggingLine(LineContext context, IImageSource source, IndexWriter writer)
    {
        (_context, _source) = (context, source);
        _exit = new ImageCompletion(context, writer);
        _finder = new LabelFinder(
            context.Parts.Index,
            context.Rules,
            context.Ledger,
            context.Outage,
            context.Steps.LookUp,
            context.Stop.Stopping
        );
        var worker = new TaggingWorker(context, source, _finder, _exit);
        _working = Task.WhenAll(
            Enumerable
                .Range(0, context.Workers)
                .Select(_ => Task.Run(() => worker.WorkAsync(_toCall.Reader), CancellationToken.None))
                .Append(Task.Run(LookUpAllAsync, CancellationToken.None))
        );
    }

    /// <summary>Adds a picture; waits while the line is full. Once the run is stopping it leaves at once.</summary>
    public async ValueTask AddAsync(PlannedImage planned)
    {
        try
        {
            await _planned.Writer.WriteAsync(planned, _context.Stop.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _exit.Leave(NewItem(planned));
        }
    }

    /// <summary>Waits until every picture that was added has been handed to the writer or left.</summary>
    public async Task CompleteAsync()
    {
        _planned.Writer.TryComplete();
        await _working.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync().ConfigureAwait(false);
        await _finder.DisposeAsync().ConfigureAwait(false);
        _exit.Dispose();
    }

    private async Task LookUpAllAsync()
    {
        var items = new List<TagItem>(LookUpBatch);
        while (await _planned.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            items.Clear();
            while (items.Count < LookUpBatch && _planned.Reader.TryRead(out var planned))
            {
                items.Add(NewItem(planned));
            }

            try
            {
                await LookUpAsync(items).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The run stops with it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _context.Stop.Fail(fault);
                items.Where(i => !i.HasLeft).ToList().ForEach(_exit.Leave);
            }
        }

        _toCall.Writer.TryComplete();
    }

    private async Task LookUpAsync(List<TagItem> items)
    {
        var stopping = _context.Stop.Stopping;
        stopping.ThrowIfCancellationRequested();
        var stored = items.Where(i => i.Planned.Stored is not null).ToArray();
        if (stored.Length > 0)
        {
            var started = _context.Steps.LookUp.Start();
            var records = await _context
                .Outage.BearAsync(token => _context.Parts.Index.GetManyAsync([.. stored.Select(i => i.Name)], token), stopping)
                .ConfigureAwait(false);
            _context.Steps.LookUp.Stop(started, stored.Length);
            for (var i = 0; i < stored.Length; i++)
            {
                stored[i].Known = records[i];
            }
        }

        items.ForEach(_context.Rules.Judge);
        await _finder.FindAsync(items, stopping).ConfigureAwait(false);
        foreach (var item in items)
        {
            item.HasLeft = true;
            if (item.Needs.Count == 0)
            {
                await _exit.SaveAsync(item).ConfigureAwait(false);
            }
            else
            {
                await _toCall.Writer.WriteAsync(item, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private TagItem NewItem(PlannedImage planned) =>
        new(planned, _source, _context.Rules.Taggers.Count) { At = _context.Parts.Now };
}
