namespace ImageTagging.Calling;

/// <summary>
/// A token bucket whose rate follows the service: a second after the first throttled call the rate falls to what was served,
/// and after some calm it rises again, slowly first, then fast, up to the configured rate.
/// </summary>
/// <remarks>Not for several threads: the gate calls it under its lock. All times are seconds on the gate's clock.</remarks>
internal sealed class RatePacer
{
    // Half a percent under the quota: clocks that differ a little must not make throttles.
    private const double Pace = 0.995;

    // What may be caught up after a late timer, and the headroom that the service's own bucket gets for it before the first call.
    private const double CatchUp = 0.05;
    private const double HeadStart = 0.08;

    private const double LeastRate = 0.02;
    private const double EvaluateFor = 1;
    private const int EvaluateCalls = 5;
    private const double EvaluateAtMost = 10;
    private const double UnderServed = 0.99;
    private const double CalmFor = 4;
    private const double CalmAtMost = 64;
    private const double SameLimit = 0.15;
    private const double StepFor = 1;

    // The first two steps above a limit.
    private const double Touch = 1.1;

    private readonly double _ceiling;
    private double _tokens;
    private double _at;

    private double _calmSince;
    private double _calmFor = CalmFor;
    private double _limit;
    private double _stepAt;
    private double _step;

    private double? _evaluatingSince;
    private double? _windowEnd;
    private double _throttleDelay;
    private long _issued;
    private long _throttled;

    /// <summary>A pacer.</summary>
    /// <param name="callsPerSecond">The quota; null where none is known: nothing is paced until the service throttles.</param>
    /// <param name="now">Now.</param>
    public RatePacer(double? callsPerSecond, double now)
    {
        _ceiling = callsPerSecond * Pace ?? double.PositiveInfinity;
        Rate = _ceiling;
        _at = _calmSince = now;
        _tokens = StartTokens();
    }

    /// <summary>Calls a second at present; infinite where nothing is paced.</summary>
    public double Rate { get; private set; }

    /// <summary>Counts how often the rate was lowered; what calls from before meet says nothing about the rate now.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes leave for one call.</summary>
    /// <param name="now">Now.</param>
    /// <param name="wait">Where it is not given: the seconds until it may be.</param>
    public bool TryTake(double now, out double wait)
    {
        Tick(now);
        wait = 0;
        if (double.IsInfinity(Rate))
        {
            CountIssued(now);
            return true;
        }

        if (_tokens < 1 - 1e-9)
        {
            wait = (1 - _tokens) / Rate;
            return false;
        }

        _tokens -= 1;
        CountIssued(now);
        return true;
    }

    /// <summary>Whether a call could be made now.</summary>
    public bool HasToken(double now)
    {
        Tick(now);
        return double.IsInfinity(Rate) || _tokens >= 1 - 1e-9;
    }

    /// <summary>Gives back what was taken for a call that was not made: it was neither issued nor served.</summary>
    public void Refund(CallPermit permit)
    {
        _tokens += 1;
        if (
            permit.Generation == Generation
            && _evaluatingSince is { } since
            && permit.At >= since
            && !(permit.At >= _windowEnd)
            && _issued > 0
        )
        {
            _issued--;
        }
    }

    /// <summary>Tells how a call ended.</summary>
    public void End(CallPermit permit, CallEnd end, double now)
    {
        if (end == CallEnd.Throttled && permit.Generation == Generation)
        {
            _throttleDelay = Math.Min(EvaluateFor, now - permit.At);
            if (IsTouching)
            {
                FallBack(now);
            }
            else if (_evaluatingSince is null)
            {
                (_evaluatingSince, _windowEnd, _issued, _throttled) = (now, null, 0, 0);
            }
            else if (permit.At >= _evaluatingSince && !(permit.At >= _windowEnd))
            {
                _throttled++;
            }
        }

        Tick(now);
    }

    // Just above a limit that was found, one throttled call says that it is still there; nothing needs be counted for a second.
    private bool IsTouching => _evaluatingSince is null && _step > 0 && Rate <= _limit * Touch;

    private void FallBack(double now)
    {
        Generation++;
        BeCalm(_limit, now);
    }

    private void CountIssued(double now)
    {
        if (_evaluatingSince is not null && !(now >= _windowEnd))
        {
            _issued++;
        }
    }

    private void Tick(double now)
    {
        if (!double.IsInfinity(Rate))
        {
            _tokens = Math.Min(1 + (CatchUp * Rate), _tokens + ((now - _at) * Rate));
        }

        _at = now;
        if (_evaluatingSince is { } since)
        {
            if (_windowEnd is null && now >= since + EvaluateFor && (_issued >= EnoughCalls() || now >= since + EvaluateAtMost))
            {
                _windowEnd = now;
            }

            // What was sent at the window's end is answered only now.
            if (_windowEnd is { } end && now >= end + _throttleDelay)
            {
                Lower(end - since, now);
            }
        }
        else if (Rate < _ceiling && now >= Math.Max(_calmSince + _calmFor, _stepAt + StepFor))
        {
            Raise(now);
        }
    }

    // A few calls that went out late together, as at a process's start, say little about a rate that would have sent many more.
    private double EnoughCalls() => double.IsInfinity(Rate) ? EvaluateCalls : Math.Max(EvaluateCalls, Rate / 2);

    private void Lower(double window, double now)
    {
        var served = Math.Max(0, _issued - _throttled);
        var rate = double.IsInfinity(Rate)
            ? Math.Max(served, 0.25 * _issued) / window
            : Rate * (_issued == 0 ? 1 : Math.Max(0.25, (double)served / _issued));
        Generation++;
        BeCalm(Math.Max(LeastRate, Math.Min(_ceiling, rate * UnderServed)), now);
    }

    private void BeCalm(double rate, double now)
    {
        // Where no quota was told, a limit that was found again and again is asked about ever less often.
        var same = double.IsInfinity(_ceiling) && Math.Abs((rate / Math.Max(_limit, LeastRate)) - 1) < SameLimit;
        (_limit, _calmFor) = (rate, same ? Math.Min(CalmAtMost, _calmFor * 2) : CalmFor);
        (Rate, _evaluatingSince, _calmSince, _step) = (rate, null, now, 0);
        _tokens = Math.Min(_tokens, StartTokens());
    }

    private void Raise(double now)
    {
        // 3, 6, 18 ... percent: a limit that is still there is touched lightly, a quota that was raised is found in seconds.
        _step = _step == 0 ? 0.03 : Math.Min(0.8, _step * (_step < 0.05 ? 2 : 3));
        _stepAt = now;
        Rate = Math.Min(_ceiling, Rate * (1 + _step));
    }

    private double StartTokens() => double.IsInfinity(Rate) ? 0 : 1 - (HeadStart * Rate);
}
