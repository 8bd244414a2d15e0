using Microsoft.Extensions.Logging;
using NetVips;

namespace ImageTagging.Imaging;

/// <summary>Runs native work beside the caller and ends it when its time is over or nobody wants it any more.</summary>
internal sealed class VipsOperation(TimeSpan timeout, TimeProvider time, ILogger? logger)
{
    // libvips looks for the end between strips; a codec stuck inside one is left behind after this much more.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static int _abandoned;

    /// <summary>Runs the work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="share">The memory that it holds; given back when the work is over and its result let go of, however late that is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The result with the memory that it holds.</returns>
    public async ValueTask<Held<T>> RunAsync<T>(Func<Running, T> work, IDisposable share, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            share.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Running(timeout, time, ending);
        var task = Task.Run(() => Do(running, work, share), CancellationToken.None);
        try
        {
            return await task.WaitAsync(timeout + Grace, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            _ = LetGoAsync(task);
            logger?.DecodeAbandoned(Interlocked.Increment(ref _abandoned));
            throw running.TimedOut(null);
        }
        catch (OperationCanceledException)
        {
            // The one who waited may be told before the work is: a link that is let go of passes nothing on.
            await ending.CancelAsync().ConfigureAwait(false);
            _ = LetGoAsync(task);
            throw;
        }
    }

    private static Held<T> Do<T>(Running running, Func<Running, T> work, IDisposable share)
    {
        try
        {
            return new(running.Do(work), share);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    // Whatever still comes of it is let go of.
    private static async Task LetGoAsync<T>(Task<Held<T>> task)
    {
        try
        {
            (await task.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // The caller has been told already.
        }
    }

    /// <summary>A result with the memory that it holds.</summary>
    internal sealed class Held<T>(T value, IDisposable share) : IDisposable
    {
        public T Value => value;

        public void Dispose()
        {
            (value as IDisposable)?.Dispose();
            share.Dispose();
        }
    }

    /// <summary>One piece of work under the clock.</summary>
    internal sealed class Running(TimeSpan timeout, TimeProvider time, CancellationTokenSource ending)
    {
        private readonly CancellationToken _token = ending.Token;
        private int _late;

        /// <summary>Set when the work has to end.</summary>
        public CancellationToken Token => _token;

        public T Do<T>(Func<Running, T> work)
        {
            using var timer = time.CreateTimer(_ => End(), null, timeout, Timeout.InfiniteTimeSpan);
            return work(this);
        }

        /// <summary>Kills the image's evaluation when it has to end. Dispose before the image.</summary>
        public IDisposable Watch(Image image) => _token.Register(static killed => ((Image)killed!).SetKill(true), image);

        /// <summary>Why a native fault is no fault of the picture; null where it is one.</summary>
        public Exception? Ended(Exception fault) =>
            Volatile.Read(ref _late) != 0 ? TimedOut(fault)
            : _token.IsCancellationRequested ? new OperationCanceledException("The decode was cancelled.", fault, _token)
            : null;

        /// <summary>Goes no further where the time is over or nobody wants the result any more.</summary>
        public void ThrowIfEnded()
        {
            if (Ended(new OperationCanceledException()) is { } ended)
            {
                throw ended;
            }
        }

        public ImageTaggingException TimedOut(Exception? fault) => Faults.TimedOut(timeout, fault);

        private void End()
        {
            Interlocked.Exchange(ref _late, 1);
            try
            {
                ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The caller has gone already.
            }
        }
    }
}
