using System.Threading.Channels;
using ImageTagging.Retry;
using ImageTagging.Telemetry;

namespace ImageTagging.Planning;

/// <summary>
/// A stream in key order that is read ahead on a task of its own, in bounded pages; after a passing fault it goes on behind
/// the last key. Keys that do not rise strictly stop it.
/// </summary>
internal sealed class StreamAhead<T> : IAsyncDisposable
    where T : class
{
    private const int PageSize = 256;
    private readonly Func<KeyRange, CancellationToken, IAsyncEnumerable<T>> _open;
    private readonly Func<T, string?> _keyOf;
    private readonly string _what;
    private readonly RetryPolicy _retry;
    private readonly StepClock _clock;
    private readonly CancellationTokenSource _stop;

    // A few pages: who reads ahead waits where nobody takes them, so that memory does not grow with the store.
    private readonly Channel<List<T>> _pages = Channel.CreateBounded<List<T>>(
        new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true }
    );
    private readonly Task _reading;
    private List<T> _page = [];
    private int _at = -1;

    /// <param name="what">What the stream is, for a message, such as <c>The listing of …</c>.</param>
    /// <param name="open">Opens the stream for a range.</param>
    /// <param name="keyOf">An item's key; null for one that has no place in the order.</param>
    /// <param name="range">The range.</param>
    /// <param name="retry">How long to bear with faults.</param>
    /// <param name="clock">Where the time spent reading is counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public StreamAhead(
        string what,
        Func<KeyRange, CancellationToken, IAsyncEnumerable<T>> open,
        Func<T, string?> keyOf,
        KeyRange range,
        RetryPolicy retry,
        StepClock clock,
        CancellationToken cancellationToken
    )
    {
        (_what, _open, _keyOf, _retry, _clock) = (what, open, keyOf, retry, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = _stop.Token;
        // Not the token to Task.Run: a task that never starts would leave the reader of the pages waiting for ever.
        _reading = Task.Run(() => ReadAsync(range, token), CancellationToken.None);
    }

    /// <summary>The next item; null at the end.</summary>
    public ValueTask<T?> NextAsync() => ++_at < _page.Count ? new(_page[_at]) : TurnAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask<T?> TurnAsync()
    {
        while (await _pages.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_pages.Reader.TryRead(out var page))
            {
                (_page, _at) = (page, 0);
                return page[0];
            }
        }

        (_page, _at) = ([], -1);
        return null;
    }

    private async Task ReadAsync(KeyRange range, CancellationToken cancellationToken)
    {
        try
        {
            string? last = null;
            var attempts = _retry.NewAttempts();
            while (true)
            {
                try
                {
                    last = await ReadOnceAsync(range, last, Passed, cancellationToken).ConfigureAwait(false);
                    attempts.Succeeded();
                    break;
                }
                catch (ImageTaggingException fault) when (fault.IsWorthRetry)
                {
                    if (!await attempts.WaitAsync(fault, cancellationToken).ConfigureAwait(false))
                    {
                        throw;
                    }
                }
            }

            _pages.Writer.Complete();

            // What was handed on does not come again: the next attempt goes on behind it, with all of its patience.
            void Passed(string key)
            {
                last = key;
                attempts.Succeeded();
            }
        }
        catch (Exception fault)
        {
            // The reader of the pages gets it.
            _pages.Writer.Complete(fault);
        }
    }

    private async Task<string?> ReadOnceAsync(
        KeyRange range,
        string? last,
        Action<string> passed,
        CancellationToken cancellationToken
    )
    {
        var rest = last is null ? range : range.StrictlyAfter(last);
        var page = new List<T>(PageSize);
        var started = _clock.Start();
        var stream = _open(rest, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                var move = stream.MoveNextAsync();
                // What is there does not wait for what is slow to come.
                if (page.Count >= PageSize || (page.Count > 0 && !move.IsCompleted))
                {
                    _clock.Stop(started, page.Count);
                    try
                    {
                        await HandOnAsync().ConfigureAwait(false);
                    }
                    catch (OperationCanceledException)
                    {
                        // A stream must not be disposed under a move that is still going on.
                        await move.ConfigureAwait(false);
                        throw;
                    }

                    started = _clock.Start();
                }

                try
                {
                    if (!await move.ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (ImageTaggingException) when (page.Count > 0)
                {
                    // What came before the fault need not come again.
                    await HandOnAsync().ConfigureAwait(false);
                    throw;
                }

                var item = stream.Current;
                if (_keyOf(item) is { } key)
                {
                    if (last is not null && KeyOrder.Compare(last, key) >= 0)
                    {
                        throw OutOfOrder(last, key);
                    }

                    last = key;
                }

                page.Add(item);
            }
        }

        _clock.Stop(started, page.Count);
        if (page.Count > 0)
        {
            await HandOnAsync().ConfigureAwait(false);
        }

        return last;

        async ValueTask HandOnAsync()
        {
            await _pages.Writer.WriteAsync(page, cancellationToken).ConfigureAwait(false);
            if (last is not null)
            {
                passed(last);
            }

            page = new List<T>(PageSize);
        }
    }

    private ImageTaggingException OutOfOrder(string last, string key) =>
        new(
            $"{_what} is out of order: '{Printable.Text(key)}' came after '{Printable.Text(last)}', but keys must rise strictly in the order of their UTF-8 bytes. Nothing was removed."
        )
        {
            Code = ErrorCodes.ListingOutOfOrder,
        };
}
