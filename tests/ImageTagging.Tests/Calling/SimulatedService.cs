using System.Collections.Concurrent;

namespace ImageTagging.Tests.Calling;

/// <summary>A tagging service with a quota and an answer time, on any clock; it notes each call. For tests and for real-time benchmarks.</summary>
public sealed class SimulatedService(SimulatedQuota quota, TimeProvider time, TimeSpan answerTime, TimeSpan throttleTime)
    : ITagger
{
    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();

    public TaggerInfo Info { get; init; } =
        new()
        {
            Name = "simulated",
            Fingerprint = new("1", 50, 10),
            IsMetered = true,
            PricePerCall = 0.001m,
            MaxConcurrency = 256,
        };

    /// <summary>The seconds at which calls were served.</summary>
    public ConcurrentQueue<double> Served { get; } = new();

    /// <summary>The seconds at which calls were throttled.</summary>
    public ConcurrentQueue<double> Throttled { get; } = new();

    /// <summary>How long a served call takes, where not the answer time: by the number of the call and its second.</summary>
    public Func<long, double, TimeSpan>? AnswerTime { get; init; }

    /// <summary>How long a throttled call takes, where not the throttle time.</summary>
    public Func<TimeSpan>? ThrottleTime { get; init; }

    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        bool served;
        double now;
        lock (_lock)
        {
            now = time.GetElapsedTime(_origin).TotalSeconds;
            served = quota.TryTake(now);
            (served ? Served : Throttled).Enqueue(now);
        }

        if (!served)
        {
            await Task.Delay(ThrottleTime?.Invoke() ?? throttleTime, time, cancellationToken).ConfigureAwait(false);
            throw new ImageTaggingException("Rate exceeded.") { Kind = FailureKind.Throttled, Code = "ThrottlingException" };
        }

        await Task.Delay(AnswerTime?.Invoke(Served.Count, now) ?? answerTime, time, cancellationToken).ConfigureAwait(false);
        return new() { Labels = [] };
    }
}
