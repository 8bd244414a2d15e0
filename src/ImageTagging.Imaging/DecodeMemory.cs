namespace ImageTagging.Imaging;

/// <summary>Counts the bytes that decodes hold, and lets in who fits; whoever came first is served first, so that none waits for ever.</summary>
/// <remarks>One a process, whatever codecs there are: memory is the process's. Threads may share it.</remarks>
internal sealed class DecodeMemory
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private long _held;

    /// <summary>The process's.</summary>
    public static DecodeMemory OfProcess { get; } = new();

    /// <summary>The bytes that are held at present.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>Waits until so many bytes are free under this bound. They are no more than the bound itself.</summary>
    /// <returns>The bytes, to be given back.</returns>
    public async ValueTask<Share> EnterAsync(long bytes, long most, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_lock)
        {
            if (_waiting.Count == 0 && Fits(bytes, most))
            {
                _held += bytes;
                return new(this, bytes);
            }

            _waiting.AddLast(waiting = new(bytes, most));
        }

        using var registration = cancellationToken.Register(() => GiveUp(waiting, cancellationToken));
        await waiting.Turn.Task.ConfigureAwait(false);
        return new(this, bytes);
    }

    // One that holds more than a smaller bound of its own would allow goes on; the next waits for it.
    private bool Fits(long bytes, long most) => _held + bytes <= most;

    private void Exit(long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            ServeWaiting();
        }
    }

    private void GiveUp(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiting))
            {
                waiting.Turn.TrySetCanceled(cancellationToken);
                ServeWaiting();
            }
        }
    }

    // Under the lock; continuations run elsewhere.
    private void ServeWaiting()
    {
        while (_waiting.First?.Value is { } first && Fits(first.Bytes, first.Most))
        {
            _waiting.RemoveFirst();
            _held += first.Bytes;
            first.Turn.TrySetResult();
        }
    }

    /// <summary>Bytes that a decode holds.</summary>
    internal sealed class Share(DecodeMemory memory, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, 0) is > 0 and var held)
            {
                memory.Exit(held);
            }
        }
    }

    private sealed class Waiting(long bytes, long most)
    {
        public long Bytes => bytes;

        public long Most => most;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
