using System.Threading.Channels;

namespace ImageTagging.Writing;

/// <summary>Updates on their way to the index, gathered into batches in which no picture comes twice. Threads add together, one takes.</summary>
/// <param name="flushCount">Updates at which a batch does not wait for more.</param>
/// <param name="flushAfter">The longest that a batch waits for more.</param>
/// <param name="time">The clock.</param>
internal sealed class UpdateQueue(int flushCount, TimeSpan flushAfter, TimeProvider time)
{
    private const int MaxBatch = 1_000;
    private readonly HashSet<ImageName> _names = [];

    // Bounded: where the index is slow whoever adds waits, so that no more is called for than can be kept. A batch waits while another is
    // written; what more would be held costs the collection of garbage most.
    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(MaxBatch) { SingleReader = true }
    );

    /// <summary>Adds an update; waits while the queue is full.</summary>
    // Never cancelled: an update that was paid for is written or reported, whatever stops the run.
    public ValueTask AddAsync(RecordUpdate update) => _entries.Writer.WriteAsync(new(update, null), CancellationToken.None);

    /// <summary>Ends when everything that was added before has been taken and dealt with.</summary>
    public async Task FlushAsync()
    {
        var mark = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _entries.Writer.WriteAsync(new(null, mark), CancellationToken.None).ConfigureAwait(false);
        await mark.Task.ConfigureAwait(false);
    }

    /// <summary>Nothing more is added.</summary>
    public void Complete() => _entries.Writer.TryComplete();

    /// <summary>Waits for something to take; false once the queue is complete and empty.</summary>
    public ValueTask<bool> WaitAsync() => _entries.Reader.WaitToReadAsync(CancellationToken.None);

    /// <summary>Takes whatever is there, up to a full batch; else what comes within the time that an answer may wait.</summary>
    /// <param name="batch">Where to; empty.</param>
    /// <param name="isHasty">Whether nothing is to be waited for.</param>
    /// <returns>A flush that ended the batch, to be completed when the batch is dealt with; null for none.</returns>
    public async ValueTask<TaskCompletionSource?> TakeAsync(List<RecordUpdate> batch, bool isHasty)
    {
        CancellationTokenSource? patience = null;
        _names.Clear();
        try
        {
            while (batch.Count < MaxBatch)
            {
                if (_entries.Reader.TryPeek(out var entry))
                {
                    // The second update of a picture needs what the first one wrote: it waits for the next batch.
                    if (entry.Update is { } update && !_names.Add(update.Name))
                    {
                        return null;
                    }

                    _entries.Reader.TryRead(out entry);
                    if (entry.Update is null)
                    {
                        return entry.Mark;
                    }

                    batch.Add(entry.Update);
                    continue;
                }

                if (batch.Count >= flushCount || isHasty)
                {
                    return null;
                }

                patience ??= new CancellationTokenSource(flushAfter, time);
                if (!await _entries.Reader.WaitToReadAsync(patience.Token).ConfigureAwait(false))
                {
                    return null;
                }
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            patience?.Dispose();
        }
    }

    private readonly record struct Entry(RecordUpdate? Update, TaskCompletionSource? Mark);
}
