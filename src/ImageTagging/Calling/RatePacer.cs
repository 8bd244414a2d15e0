namespace ImageTagging.Calling;

/// <summary>
/// A token bucket whose rate follows the service. Where a rate is too high, it falls a second after the first throttled call to what
/// was served, and after some calm it rises again, slowly first, then fast, up to the configured rate. Where the service refuses
/// everything, the rate that worked before is remembered: single calls ask whether the service is back, and when one is served, the
/// rate returns at once to just below it.
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
    private const int EnoughCalls = 10;

    // So many in a row that are refused say that all are; a slow rate would else be judged after the service is back.
    private const int BlockCalls = 5;
    private const double UnderServed = 0.99;

    // How long a limit is left alone before more is asked for: so seldom that no larger share of the calls is throttled by it, but
    // where the rate fell by this share or more from one that had worked, as often as finds it again within a small part of the time
    // that it was low. What is throttled at first is the price of finding a limit, and is not held against asking.
    private const double CalmFor = 4;
    private const double CalmAtMost = 120;
    private const double CalmCalls = 25;
    private const double ThrottledByAsking = 0.003;
    private const double NewFor = 20;
    private const double NewAfterDrop = 60;
    private const double Drop = 0.6;
    private const double WorkedFor = 10;
    private const double AskAfterDrop = 0.05;

    // While everything was refused the service's bucket filled up and hides how fast is too fast; and all processes come back at once.
    private const double NoAskingAfterReturn = 30;

    // The first two steps above a limit. Each lasts longer after a long calm, in which the service's bucket filled up a little.
    private const double Touch = 1.1;
    private const double StepFor = 1;
    private const double StepShare = 0.125;

    // While everything is refused, a probe is sent whenever it has lasted for this share longer, but within these bounds in seconds,
    // and never faster than at this share of the rate that worked, or than it was where that is so few a second.
    private const double ProbeAfter = 0.04;
    private const double LeastProbeWait = 0.05;
    private const double MostProbeWait = 0.5;
    private const double MostProbeShare = 0.5;
    private const double FewProbes = 5;

    // Refusals come at once, answers take their time: a probe that is out for longer than the slowest refusal was is being served,
    // most likely. From then on the rate grows back to what worked within so many seconds, unless an answer says no.
    private const double SurelyRefused = 1.5;
    private const double LeastHope = 0.02;
    private const double HopeFor = 0.25;

    // A probe that fails for a reason of its own passed the quota, most likely: so many of those count as one that is served.
    private const int FailedProbes = 3;

    // Back to just below the rate that worked, and from there up to it, so many of it a second.
    private const double Return = 0.95;
    private const double RegrowPerSecond = 0.02;

    // Who is throttled sooner than this after a return was wrong about the rate.
    private const double TrustAfter = 2;

    private readonly double _ceiling;
    private readonly ServedMeter _meter = new();
    private double _tokens;
    private double _at;
    private long _taken;

    // The rate that is known to work, and what asking for more cost since it was no longer new.
    private double _limit;
    private double _droppedAt;
    private bool _hadWorked;
    private double _calmSince;
    private double _askAfter;
    private double _askedAt;
    private long _countedFrom;
    private long _throttled;

    // The step above it that is being tried.
    private double _stepAt;
    private double _stepFor = StepFor;
    private double _step;

    // What is throttled is being counted, or everything is refused and probed.
    private ThrottleWindow? _window;
    private double _worked;
    private bool _isTrusted = true;
    private double? _trustFrom;
    private bool _isProbing;
    private int _passed;

    // Of the probing: since when it is refused, the slowest refusal, and the first probe that no refusal contradicts yet.
    private double _refusedSince;
    private double _refusalTime;
    private double? _hopeSince;

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

    /// <summary>Counts how often the rate was found anew; what calls from before meet says nothing about the rate now.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes leave for one call.</summary>
    /// <param name="now">Now.</param>
    /// <param name="permit">The leave, where it is given.</param>
    /// <param name="wait">Where it is not given: the seconds until it may be.</param>
    public bool TryTake(double now, out CallPermit permit, out double wait)
    {
        Tick(now);
        (permit, wait) = (default, 0);
        if (!double.IsInfinity(Rate))
        {
            if (_tokens < 1 - 1e-9)
            {
                // The rate of probes may grow meanwhile.
                wait = Math.Min((1 - _tokens) / Rate, _isProbing ? LeastProbeWait : double.PositiveInfinity);
                return false;
            }

            _tokens -= 1;
        }

        permit = new(Generation, _taken++, now);
        _hopeSince ??= _isProbing ? now : null;
        _window?.Issue(now);
        return true;
    }

    /// <summary>Tells if a call could be made now.</summary>
    public bool HasToken(double now)
    {
        Tick(now);
        return double.IsInfinity(Rate) || _tokens >= 1 - 1e-9;
    }

    /// <summary>Gives back what was taken for a call that was not made: it was neither issued nor served.</summary>
    public void Refund(CallPermit permit)
    {
        _tokens += 1;
        if (permit.Generation == Generation)
        {
            _window?.Refund(permit);
            ForgetHopeOf(permit);
        }
    }

    /// <summary>Tells how a call ended.</summary>
    public void End(CallPermit permit, CallEnd end, double now)
    {
        if (end == CallEnd.Served)
        {
            _meter.Count(now);
        }

        if (permit.Generation == Generation)
        {
            if (_isProbing)
            {
                Probed(permit, end, now);
            }
            else if (end == CallEnd.Throttled)
            {
                Throttled(permit, now);
            }
        }

        Tick(now);
    }

    // Just above a limit that was found, one throttled call says that it is still there; nothing needs be counted for a second.
    private bool IsTouching => _window is null && _step > 0 && Rate <= _limit * Touch;

    private void Throttled(CallPermit permit, double now)
    {
        _throttled++;
        if (IsTouching)
        {
            BeCalm(_limit, now);
            return;
        }

        if (_window is null)
        {
            if (_step > 0)
            {
                StepBack();
            }

            _window = new(now, _taken);
            _worked = double.IsInfinity(Rate) ? _meter.PerSecond(now) : Rate;
            _isTrusted = !(now < _trustFrom);
        }

        _window.Throttle(permit, now);
    }

    private void Probed(CallPermit permit, CallEnd end, double now)
    {
        ForgetHopeOf(permit);
        if (end == CallEnd.Throttled)
        {
            _refusalTime = Math.Max(_refusalTime, now - permit.At);
        }

        _passed =
            end == CallEnd.Throttled ? 0
            : end == CallEnd.Served ? FailedProbes
            : _passed + 1;
        if (_passed >= FailedProbes)
        {
            ComeBack(now, Math.Max(TrustAfter, BlockCalls / _worked));
        }
    }

    private void ForgetHopeOf(CallPermit permit)
    {
        if (permit.At >= _hopeSince)
        {
            _hopeSince = null;
        }
    }

    private double ProbeRate(double now)
    {
        var wait = Math.Clamp(ProbeAfter * (now - _refusedSince), LeastProbeWait, MostProbeWait);
        var rate = Math.Min(1 / wait, Math.Max(MostProbeShare * _worked, Math.Min(_worked, FewProbes)));
        var hope = now - _hopeSince - (SurelyRefused * _refusalTime) - LeastHope;
        return hope > 0 ? rate * Math.Pow(Return * _worked / rate, Math.Min(1, hope.Value / HopeFor)) : rate;
    }

    private void Tick(double now)
    {
        var passed = now - _at;
        if (_isProbing)
        {
            Rate = ProbeRate(now);
        }

        if (!double.IsInfinity(Rate))
        {
            _tokens = Math.Min(1 + (CatchUp * Rate), _tokens + (passed * Rate));
        }

        _at = now;
        if (_window is { } window)
        {
            // A few calls that went out late together, as at a process's start, say little about a rate that would have sent more.
            if (window.IsOver(now, double.IsInfinity(Rate) ? EnoughCalls : Math.Max(EnoughFor(window), Rate / 2)))
            {
                Judge(window, now);
            }
        }
        else if (Rate < _limit && !_isProbing)
        {
            (Rate, _calmSince) = (Math.Min(_limit, Rate + (RegrowPerSecond * _limit * passed)), now);
        }
        else if (!_isProbing && (_step > 0 ? now >= _stepAt + _stepFor : Rate < _ceiling && MayAsk(now)))
        {
            Raise(now);
        }
    }

    // A slow rate makes few calls while everything is refused: those that are served behind them say that it is over.
    private static int EnoughFor(ThrottleWindow window) =>
        !window.IsBlock ? EnoughCalls
        : window.Throttled >= BlockCalls ? BlockCalls
        : window.Behind >= (window.Throttled > 1 ? ThrottleWindow.LeastBehind : BlockCalls) ? 0
        : EnoughCalls;

    private bool MayAsk(double now)
    {
        var age = now - _droppedAt;
        var isNew = age < (_hadWorked ? NewAfterDrop : NewFor);
        if (isNew)
        {
            (_countedFrom, _throttled) = (_taken, 0);
        }

        var (calm, few) = (now - _calmSince, CalmCalls / Rate);
        return now >= _askAfter
            && calm >= CalmFor
            && (
                calm >= (_hadWorked ? Math.Clamp(AskAfterDrop * age, Math.Min(few, CalmAtMost), CalmAtMost) : CalmAtMost)
                || (isNew ? calm >= few : _throttled <= ThrottledByAsking * (_taken - _countedFrom))
            );
    }

    private void Judge(ThrottleWindow window, double now)
    {
        if (window.EndsInBlock && !window.IsBlock && !window.IsSecond)
        {
            // Its first part was about a rate, its second is about a service that refuses everything: counted anew, once.
            _window = new(now, _taken) { IsSecond = true };
            return;
        }

        _window = null;
        if (!window.IsBlock || !_isTrusted)
        {
            // A quota that counts by the second refuses in blocks too; it does so again as soon as the rate is back.
            Lower(window, now);
        }
        else if (window.HasEnded)
        {
            ComeBack(now, TrustAfter);
        }
        else
        {
            Probe(window, now);
        }
    }

    private void Lower(ThrottleWindow window, double now)
    {
        var rate = double.IsInfinity(Rate)
            ? Math.Max(window.Served, 0.25 * window.Issued) / window.Length
            : Rate * (window.Issued == 0 ? 1 : Math.Max(0.25, (double)window.Served / window.Issued));
        BeCalm(Math.Max(LeastRate, Math.Min(_ceiling, rate * UnderServed)), now);
    }

    private void Probe(ThrottleWindow window, double now)
    {
        Generation++;
        (_isProbing, _passed) = (true, 0);
        (_refusedSince, _refusalTime, _hopeSince) = (window.Since, window.AnswerTime, null);
        Rate = ProbeRate(now);
        _tokens = Math.Min(_tokens, StartTokens());
    }

    private void ComeBack(double now, double trustAfter)
    {
        Generation++;
        (_isProbing, _hopeSince, _step, _limit, Rate) = (false, null, 0, _worked, _worked * Return);
        (_calmSince, _trustFrom) = (now, now + trustAfter);
        if (_askAfter <= _askedAt)
        {
            // Returns that come one after the other put it off once: a rate that was found too low must be asked about some time.
            _askAfter = now + NoAskingAfterReturn;
        }

        _tokens = Math.Min(_tokens, StartTokens());
    }

    private void BeCalm(double rate, double now)
    {
        Generation++;
        if (_limit == 0 || rate < _limit * Drop)
        {
            (_hadWorked, _droppedAt) = (now - _calmSince >= WorkedFor, now);
        }

        (_limit, Rate, _calmSince, _step) = (rate, rate, now, 0);
        _tokens = Math.Min(_tokens, StartTokens());
    }

    private void Raise(double now)
    {
        if (Rate >= _ceiling)
        {
            (_limit, _step) = (Rate, 0);
            return;
        }

        _askedAt = now;
        // 3, 6, 18 ... percent: a limit that is still there is touched lightly, a quota that was raised is found in seconds.
        _step = _step == 0 ? 0.03 : Math.Min(0.8, _step * (_step < 0.05 ? 2 : 3));
        Rate = Math.Min(_ceiling, Rate * (1 + _step));
        (_stepAt, _stepFor) = (now, Rate <= _limit * Touch ? Math.Max(StepFor, StepShare * (now - _calmSince)) : StepFor);
    }

    // What was too fast is measured at the step before, where less is throttled meanwhile.
    private void StepBack()
    {
        (Rate, _step) = (Math.Max(_limit, Rate / (1 + _step)), 0);
        _tokens = Math.Min(_tokens, StartTokens());
    }

    private double StartTokens() => double.IsInfinity(Rate) ? 0 : 1 - (HeadStart * Rate);
}
