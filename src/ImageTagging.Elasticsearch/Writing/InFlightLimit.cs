using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>How many bulk requests may be in flight: one more after each full round without a refusal, half as many after one.</summary>
internal sealed class InFlightLimit
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly int _most;
    private readonly ILogger _logger;
    private int _inFlight;
    private int _answered;

    public InFlightLimit(int most, ILogger logger)
    {
        (_most, _logger) = (most, logger);
        Limit = Math.Min(2, most);
    }

    public int Limit { get; private set; }

    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight;
            }
        }
    }

    /// <summary>Takes a place at once where one is free.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_inFlight >= Limit || _waiting.Count > 0)
            {
                return false;
            }

            _inFlight++;
            return true;
        }
    }

    /// <summary>Waits for a place, in turn.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_inFlight < Limit && _waiting.Count == 0)
            {
                _inFlight++;
                return;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        var registration = cancellationToken.UnsafeRegister(
            static (t, token) => ((TaskCompletionSource)t!).TrySetCanceled(token),
            turn
        );
        await using (registration.ConfigureAwait(false))
        {
            await turn.Task.ConfigureAwait(false);
        }
    }

    /// <summary>The server has too much to do.</summary>
    public void Refused()
    {
        lock (_gate)
        {
            Change(Math.Max(1, Limit / 2));
        }
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="answered">Whether the server took the request.</param>
    public void Exit(bool answered)
    {
        lock (_gate)
        {
            _inFlight--;
            if (answered && ++_answered >= Limit)
            {
                Change(Math.Min(_most, Limit + 1));
            }

            while (_inFlight < Limit && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                {
                    _inFlight++;
                }
            }
        }
    }

    private void Change(int limit)
    {
        _answered = 0;
        if (limit != Limit)
        {
            Limit = limit;
            Log.InFlightLimit(_logger, limit);
        }
    }
}
