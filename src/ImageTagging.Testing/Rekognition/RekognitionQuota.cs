namespace ImageTagging.Testing;

/// <summary>How many calls a second the double serves before it throttles.</summary>
/// <remarks>Made for one double; its clock is the double's.</remarks>
public abstract class RekognitionQuota
{
    private readonly Lock _lock = new();

    private protected RekognitionQuota() { }

    /// <summary>A bucket that tokens drip into.</summary>
    /// <param name="callsPerSecond">Tokens a second.</param>
    /// <param name="capacity">The most tokens that it holds; null for one second's.</param>
    /// <param name="startsEmpty">Whether it is empty when the first call comes.</param>
    /// <returns>The quota.</returns>
    public static RekognitionQuota TokenBucket(double callsPerSecond, double? capacity = null, bool startsEmpty = true) =>
        new Bucket(callsPerSecond, capacity ?? callsPerSecond, startsEmpty);

    /// <summary>So many calls in each second of the clock.</summary>
    /// <param name="callsPerSecond">Calls that are served in each second.</param>
    /// <returns>The quota.</returns>
    public static RekognitionQuota FixedWindow(int callsPerSecond) => new Window(callsPerSecond);

    internal bool TryTake(DateTimeOffset now)
    {
        lock (_lock)
        {
            return Take(now);
        }
    }

    private protected abstract bool Take(DateTimeOffset now);

    private sealed class Bucket(double rate, double capacity, bool startsEmpty) : RekognitionQuota
    {
        private double _tokens = startsEmpty ? 0 : capacity;
        private DateTimeOffset? _last;

        private protected override bool Take(DateTimeOffset now)
        {
            if (_last is { } last && now > last)
            {
                _tokens = Math.Min(capacity, _tokens + ((now - last).TotalSeconds * rate));
            }

            _last = _last > now ? _last : now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    private sealed class Window(int rate) : RekognitionQuota
    {
        private long _second;
        private int _taken;

        private protected override bool Take(DateTimeOffset now)
        {
            var second = now.ToUnixTimeSeconds();
            if (second != _second)
            {
                (_second, _taken) = (second, 0);
            }

            if (_taken >= rate)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }
}
