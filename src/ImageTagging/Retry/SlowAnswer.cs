namespace ImageTagging.Retry;

/// <summary>
/// An answer that is waited for: tells where it is long in coming, as of a server that is frozen, which takes connections and says
/// nothing until a time-out much later. Gives nothing up. Dispose it once the answer is there.
/// </summary>
internal sealed class SlowAnswer : IDisposable
{
    /// <summary>So long is long.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    private const int Waiting = 0;
    private const int Told = 1;
    private const int Over = 2;
    private readonly RetryPolicy _policy;
    private readonly long _since;
    private readonly ITimer _timer;

    // The timer and the end may come at the same moment: whichever is first decides whether it was told.
    private int _state = Waiting;

    /// <param name="policy">Who is told.</param>
    /// <param name="time">The clock.</param>
    public SlowAnswer(RetryPolicy policy, TimeProvider time)
    {
        (_policy, _since) = (policy, time.GetTimestamp());
        _timer = time.CreateTimer(static slow => ((SlowAnswer)slow!).Tell(), this, After, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True if it was told.</summary>
    public bool IsTold => Volatile.Read(ref _state) == Told;

    /// <inheritdoc />
    public void Dispose()
    {
        _timer.Dispose();
        if (Interlocked.Exchange(ref _state, Over) == Told)
        {
            _policy.WaitsNoMore();
        }
    }

    private void Tell()
    {
        if (Interlocked.CompareExchange(ref _state, Told, Waiting) == Waiting)
        {
            _policy.Waits(_since);
        }
    }
}
