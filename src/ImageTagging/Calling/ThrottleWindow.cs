namespace ImageTagging.Calling;

/// <summary>The calls of about a second after the first throttled one, and what became of them.</summary>
/// <remarks>Not for several threads: the gate calls it under its lock. All times are seconds on the gate's clock.</remarks>
/// <param name="since">When it opened.</param>
/// <param name="first">The number of the first call in it.</param>
internal sealed class ThrottleWindow(double since, long first)
{
    private const double Shortest = 1;
    private const double Longest = 10;

    // Of a block's calls so many may be unknown yet: an answer that takes longer than the others is no served call.
    private const double Stragglers = 0.03;
    private const double LeastBlockShare = 0.05;

    // What counts as the beginning of a block at the window's end.
    private const int LeastEnd = 3;
    private const double LeastEndShare = 0.2;

    /// <summary>So many calls that were served behind the throttled ones say that a block is over.</summary>
    public const int LeastBehind = 3;

    private readonly List<long> _throttled = [];
    private double? _end;
    private long _last = first - 1;
    private long _lastThrottled = first - 1;

    /// <summary>True if it follows one that ended in a block; a third does not follow.</summary>
    public bool IsSecond { get; init; }

    /// <summary>When it opened.</summary>
    public double Since => since;

    /// <summary>How long the slowest throttled answer took, in seconds; one at the most.</summary>
    public double AnswerTime { get; private set; }

    /// <summary>Calls that were made in it.</summary>
    public long Issued { get; private set; }

    /// <summary>Those that were throttled.</summary>
    public int Throttled => _throttled.Count;

    /// <summary>Those that were not.</summary>
    public long Served => Math.Max(0, Issued - Throttled);

    /// <summary>Its length in seconds, once it is closed.</summary>
    public double Length => (_end ?? since) - since;

    /// <summary>
    /// True if its throttled calls came one after the other, with none served between them: the service refuses everything, or
    /// did so for a while. A rate that is too high throttles some of the calls, here and there.
    /// </summary>
    public bool IsBlock
    {
        get
        {
            var span = _lastThrottled - first + 1;
            return Throttled >= Math.Max(1, LeastBlockShare * Issued) && span - Throttled <= Stragglers * span;
        }
    }

    /// <summary>True if nothing was served any more towards its end: what began there began too late to be judged.</summary>
    public bool EndsInBlock
    {
        get
        {
            _throttled.Sort();
            var run = 0;
            for (var i = _throttled.Count - 1; i >= 0 && _last - _throttled[i] - run <= Stragglers * (run + 1); i--)
            {
                run++;
            }

            return run >= Math.Max(LeastEnd, LeastEndShare * Issued);
        }
    }

    /// <summary>True if calls were served behind its throttled ones.</summary>
    public bool HasEnded => Behind >= LeastBehind;

    /// <summary>Calls behind its last throttled one.</summary>
    public long Behind => _last - _lastThrottled;

    /// <summary>A call is made.</summary>
    public void Issue(double now)
    {
        if (!(now >= _end))
        {
            Issued++;
            _last++;
        }
    }

    /// <summary>A call was not made after all.</summary>
    public void Refund(CallPermit permit)
    {
        if (Contains(permit) && Issued > 0)
        {
            Issued--;
        }
    }

    /// <summary>A call was throttled.</summary>
    public void Throttle(CallPermit permit, double now)
    {
        AnswerTime = Math.Max(AnswerTime, Math.Min(Shortest, now - permit.At));
        if (Contains(permit))
        {
            _throttled.Add(permit.Number);
            _lastThrottled = Math.Max(_lastThrottled, permit.Number);
        }
    }

    /// <summary>Tells if it says all that it will.</summary>
    /// <param name="now">Now.</param>
    /// <param name="enough">The calls that say enough; with fewer it stays open for longer.</param>
    public bool IsOver(double now, double enough)
    {
        if (_end is null && now >= since + Shortest && (Issued >= enough || now >= since + Longest))
        {
            _end = now;
        }

        // What was sent at its end is answered only now.
        return now >= _end + AnswerTime;
    }

    private bool Contains(CallPermit permit) => permit.Number >= first && !(permit.At >= _end);
}
