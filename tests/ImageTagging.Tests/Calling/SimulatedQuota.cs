namespace ImageTagging.Tests.Calling;

/// <summary>How a simulated service counts calls against its quota.</summary>
public abstract class SimulatedQuota
{
    /// <summary>Whether a call at this second is served.</summary>
    public abstract bool TryTake(double second);

    /// <summary>A token bucket that starts empty. The quota may change with time.</summary>
    public static SimulatedQuota Bucket(double capacity, Func<double, double> callsPerSecond) =>
        new TokenBucket(capacity, callsPerSecond);

    /// <summary>So many calls in each whole second of the service's clock.</summary>
    public static SimulatedQuota FixedSecond(int calls, double offset) => new FixedWindow(calls, offset);

    /// <summary>A quota whose service refuses everything at some seconds, whatever is left of it.</summary>
    public static SimulatedQuota Refusing(SimulatedQuota quota, Func<double, bool> refuses) => new Refuser(quota, refuses);

    private sealed class Refuser(SimulatedQuota quota, Func<double, bool> refuses) : SimulatedQuota
    {
        public override bool TryTake(double second) => !refuses(second) && quota.TryTake(second);
    }

    private sealed class TokenBucket(double capacity, Func<double, double> callsPerSecond) : SimulatedQuota
    {
        private double _tokens;
        private double _at;

        public override bool TryTake(double second)
        {
            _tokens = Math.Min(capacity, _tokens + ((second - _at) * callsPerSecond(second)));
            _at = second;
            if (_tokens < 1 - 1e-9)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    private sealed class FixedWindow(int calls, double offset) : SimulatedQuota
    {
        private double _window = -1;
        private int _used;

        public override bool TryTake(double second)
        {
            var window = Math.Floor(second + offset);
            if (window != _window)
            {
                (_window, _used) = (window, 0);
            }

            return ++_used <= calls;
        }
    }
}
