using System.Collections.Concurrent;

namespace ImageTagging.AspNetCore.Images;

/// <summary>Pictures that could not be decoded a moment ago are not tried again for each who asks.</summary>
internal sealed class RecentFaults(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (string Code, string Message, DateTimeOffset Until)> _faults = new(
        StringComparer.Ordinal
    );

    /// <exception cref="ImageTaggingException">It failed a moment ago.</exception>
    public void ThrowIfRecent(string name)
    {
        if (!_faults.TryGetValue(name, out var fault))
        {
            return;
        }

        if (fault.Until > time.GetUtcNow())
        {
            throw new ImageTaggingException(fault.Message) { Kind = FailureKind.Refused, Code = fault.Code };
        }

        _faults.TryRemove(name, out _);
    }

    public void Remember(string name, ImageTaggingException fault)
    {
        if (_faults.Count >= Most)
        {
            _faults.Clear();
        }

        _faults[name] = (fault.Code, fault.Message, time.GetUtcNow() + s_kept);
    }
}
