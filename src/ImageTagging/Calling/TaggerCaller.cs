using System.Diagnostics;
using ImageTagging.Budgets;
using ImageTagging.Leases;
using ImageTagging.Retry;
using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Calling;

/// <summary>
/// Calls a tagger for many workers: at its rate, within its concurrency and budget, again where that may help. One a tagger and
/// process. Only cancellation and set-up faults are thrown; what is wrong with one picture is data.
/// </summary>
internal sealed class TaggerCaller : IAsyncDisposable
{
    private readonly ITagger _tagger;
    private readonly TaggerInfo _info;
    private readonly TaggerCallOptions _options;
    private readonly RunBudget? _budget;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallGate _gate;
    private readonly bool _ownsGate;
    private readonly PauseGate? _hold;
    private readonly RetryPolicy _throttled;
    private readonly RetryPolicy _failed;

    // Calls and what they cost belong together. The rest is counted by many workers at once; a reader may see one ahead of another.
    private readonly Lock _counting = new();
    private long _calls;
    private decimal _cost;
    private long _retries;
    private long _throttles;
    private long _ticks;

    /// <summary>A caller. Tagger and budget stay their owner's.</summary>
    /// <param name="tagger">The tagger.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="budget">The run's budgets, used for metered taggers; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For operators.</param>
    /// <param name="resumeInline">See <see cref="CallGate"/>.</param>
    /// <param name="gate">The gate of <see cref="GateOf"/> that several callers of the process share; null for one of its own.</param>
    /// <param name="hold">What holds calls back; null for nothing.</param>
    /// <param name="random">The chance in the waits; null for the process's.</param>
    /// <exception cref="ImageTaggingException">The options have faults.</exception>
    public TaggerCaller(
        ITagger tagger,
        TaggerCallOptions options,
        RunBudget? budget,
        TimeProvider time,
        ILogger logger,
        bool resumeInline = false,
        CallGate? gate = null,
        PauseGate? hold = null,
        Random? random = null
    )
    {
        _hold = hold;
        (_tagger, _info, _options, _time, _logger) = (tagger, tagger.Info, options, time, logger);
        _budget = _info.IsMetered ? budget : null;
        MaxConcurrency = Math.Clamp(options.MaxConcurrency ?? _info.MaxConcurrency, 1, 1024);
        // The rate says when a throttled call is due again; a wait of its own that grew would keep it away after the service is back.
        var backoff = new Backoff(options.BaseDelay, options.MaxDelay)
        {
            MaxRetryAfter = options.MaxDelay,
            Random = random ?? Random.Shared,
        };
        _throttled = new(backoff with { Longest = options.BaseDelay, MaxTime = options.MaxThrottledTime }, time);
        _failed = new(backoff with { MaxAttempts = options.MaxAttempts }, time);
        (_gate, _ownsGate) = (gate ?? GateOf(_info, options, time, resumeInline), gate is null);
    }

    /// <summary>A tagger's rate and concurrency in this process.</summary>
    /// <exception cref="ImageTaggingException">The options have faults.</exception>
    public static CallGate GateOf(TaggerInfo info, TaggerCallOptions options, TimeProvider time, bool resumeInline = false) =>
        options.Validate() is { Count: > 0 } faults
            ? throw new ImageTaggingException($"Tagger '{info.Name}': {string.Join(' ', faults)}")
            {
                Code = ErrorCodes.InvalidOptions,
            }
            : new(
                (options.CallsPerSecond ?? info.CallsPerSecond) * options.RateShare,
                Math.Clamp(options.MaxConcurrency ?? info.MaxConcurrency, 1, 1024),
                time,
                resumeInline
            );

    /// <summary>Calls in flight at the most; as many workers make sense.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Calls in flight that are allowed at present.</summary>
    public int Concurrency => _gate.Concurrency;

    /// <summary>Calls a second at present; infinite for no limit.</summary>
    public double Rate => _gate.Rate;

    /// <summary>The attempts so far.</summary>
    public CallStatistics Statistics
    {
        get
        {
            lock (_counting)
            {
                return new(
                    _calls,
                    Interlocked.Read(ref _retries),
                    Interlocked.Read(ref _throttles),
                    _cost,
                    TimeSpan.FromTicks(Interlocked.Read(ref _ticks))
                );
            }
        }
    }

    /// <summary>Tags one picture.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; a call in flight counts as one that may have been served.</exception>
    /// <exception cref="ImageTaggingException">A fault that every picture would meet (<see cref="FailureKind.SetUp"/>).</exception>
    public ValueTask<CallResult> CallAsync(ImageToTag image, CancellationToken cancellationToken) =>
        CallAsync(image, cancellationToken, cancellationToken);

    /// <summary>Tags one picture; a call that is in flight may finish although no new one may start.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="starting">From its cancellation on no attempt starts.</param>
    /// <param name="inFlight">Its cancellation ends an attempt that is going on.</param>
    /// <inheritdoc cref="CallAsync(ImageToTag, CancellationToken)" path="/exception" />
    public async ValueTask<CallResult> CallAsync(ImageToTag image, CancellationToken starting, CancellationToken inFlight)
    {
        RetryAttempts? throttled = null;
        RetryAttempts? failed = null;
        for (var attempts = 1; ; attempts++)
        {
            var attempt = await AttemptAsync(image, starting, inFlight).ConfigureAwait(false);
            if (attempt is not { Fault: { } fault })
            {
                return new()
                {
                    Result = attempt?.Result,
                    BudgetReached = attempt is null,
                    Attempts = attempt is null ? attempts - 1 : attempts,
                };
            }

            if (fault.Kind == FailureKind.SetUp)
            {
                throw fault;
            }

            TimeSpan? wait = null;
            if (fault.Kind == FailureKind.Throttled)
            {
                wait = (throttled ??= _throttled.NewAttempts()).Next(fault);
            }
            else if (fault.Kind == FailureKind.Transient && !attempt.Value.IsUnknown)
            {
                throttled = null;
                wait = (failed ??= _failed.NewAttempts()).Next(fault);
            }

            if (wait is null)
            {
                return new() { Failure = new(fault.Kind, fault.Code, fault.Message), Attempts = attempts };
            }

            Log.AttemptFailed(_logger, _info.Name, attempts, fault.Code, wait.Value);
            await Task.Delay(wait.Value, _time, starting).ConfigureAwait(false);
            Interlocked.Increment(ref _retries);
            Instruments.Retried(_info.Name);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_ownsGate)
        {
            _gate.Dispose();
        }

        return default;
    }

    /// <summary>One attempt; null where the budget is reached.</summary>
    private async ValueTask<TaggerAttempt?> AttemptAsync(ImageToTag image, CancellationToken starting, CancellationToken inFlight)
    {
        Instruments.Queued(1);
        CallPermit permit;
        try
        {
            permit = await _gate.EnterAsync(starting).ConfigureAwait(false);
        }
        finally
        {
            Instruments.Queued(-1);
        }

        var end = CallEnd.NotMade;
        try
        {
            BudgetReservation? unit = null;
            if (_budget is not null)
            {
                unit = await ReserveAsync(_budget, starting).ConfigureAwait(false);
                if (unit is null)
                {
                    return null;
                }
            }
            else if (_hold is not null)
            {
                await _hold.PassAsync(starting).ConfigureAwait(false);
            }

            var started = _time.GetTimestamp();
            var mayHaveCost = true;
            decimal? price = null;
            using var activity = Instruments.StartAttempt(_info.Name);
            try
            {
                var attempt = await TaggerAttempt
                    .MakeAsync(_tagger, image, _options.AttemptTimeout, _time, inFlight)
                    .ConfigureAwait(false);
                (end, mayHaveCost, price) = (attempt.End, attempt.MayHaveCost, attempt.Price);
                activity?.SetStatus(
                    attempt.Fault is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error,
                    attempt.Fault?.Code
                );
                return attempt;
            }
            finally
            {
                // A cancelled call may have been served.
                end = end == CallEnd.NotMade ? CallEnd.Failed : end;
                activity?.SetTag(ImageTaggingTelemetry.OutcomeTag, TaggerAttempt.OutcomeOf(end));
                Settle(unit, end, mayHaveCost, price, _time.GetElapsedTime(started));
            }
        }
        finally
        {
            if (_gate.Exit(permit, end) is { } lowered)
            {
                Log.RateLowered(_logger, _info.Name, lowered);
            }
        }
    }

    // The hold last of all, so that nothing starts once calls are held back. What was reserved before it is not kept over it: it may
    // last until another day has begun, whose budget the call is then for.
    private async ValueTask<BudgetReservation?> ReserveAsync(RunBudget budget, CancellationToken starting)
    {
        while (true)
        {
            var unit = await budget.TryReserveAsync(_info.PricePerCall, starting).ConfigureAwait(false);
            if (unit is not { } reserved || _hold is not { IsOn: true })
            {
                return unit;
            }

            budget.GiveBack(reserved);
            await _hold.PassAsync(starting).ConfigureAwait(false);
        }
    }

    private void Settle(BudgetReservation? unit, CallEnd end, bool mayHaveCost, decimal? price, TimeSpan took)
    {
        Interlocked.Add(ref _ticks, took.Ticks);
        Instruments.Attempted(_info.Name, TaggerAttempt.OutcomeOf(end), took);
        if (end == CallEnd.Throttled)
        {
            Interlocked.Increment(ref _throttles);
            Instruments.Throttled(_info.Name);
        }

        if (mayHaveCost)
        {
            var cost = price ?? _info.PricePerCall;
            lock (_counting)
            {
                (_calls, _cost) = (_calls + 1, _cost + cost);
            }

            if (_info.IsMetered)
            {
                Instruments.Paid(_info.Name, cost);
            }
        }

        if (unit is { } reserved)
        {
            if (mayHaveCost)
            {
                _budget!.Spend(reserved, price);
            }
            else
            {
                _budget!.GiveBack(reserved);
            }
        }
    }
}
