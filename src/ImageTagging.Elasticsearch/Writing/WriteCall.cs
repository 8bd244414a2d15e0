namespace ImageTagging.Elasticsearch.Writing;

/// <summary>One call of WriteAsync, whose writes may travel in several requests, together with those of other calls.</summary>
internal sealed class WriteCall(int writes)
{
    private readonly WriteResult[] _results = new WriteResult[writes];
    private readonly TaskCompletionSource<IReadOnlyList<WriteResult>> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _left = writes;

    /// <summary>True if nobody waits for it any more.</summary>
    public bool IsAbandoned { get; private set; }

    public void Complete(int slot, WriteResult result)
    {
        _results[slot] = result;
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.TrySetResult(_results);
        }
    }

    public void Fail(Exception fault) => _done.TrySetException(fault);

    public async Task<IReadOnlyList<WriteResult>> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abandon();
            throw;
        }
    }

    public void Abandon()
    {
        IsAbandoned = true;
        // Nobody will look at its fault.
        _ = _done.Task.ContinueWith(
            static t => t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }
}
