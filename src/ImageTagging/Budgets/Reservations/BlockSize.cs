namespace ImageTagging.Budgets;

/// <summary>How many calls a block is worth at the most: a hundred, and more where so many are used up in no time.</summary>
internal sealed class BlockSize(TimeProvider time)
{
    private const int Usual = 100;
    private const int Largest = 1_000;
    private static readonly TimeSpan s_tooSoon = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_tooLate = TimeSpan.FromSeconds(1);
    private long? _drewAt;

    /// <summary>Calls.</summary>
    public int Calls { get; private set; } = Usual;

    /// <summary>A block was drawn, because the one before it ran low.</summary>
    public void Drew()
    {
        if (_drewAt is { } before)
        {
            var lasted = time.GetElapsedTime(before);
            Calls =
                lasted < s_tooSoon ? Math.Min(Largest, Calls * 2)
                : lasted > s_tooLate ? Math.Max(Usual, Calls / 2)
                : Calls;
        }

        _drewAt = time.GetTimestamp();
    }
}
