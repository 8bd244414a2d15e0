namespace ImageTagging.Calling;

/// <summary>
/// How many calls may be in flight: what the rate and the measured answer time need (Little's law: rate × time), with a quarter
/// on top, and more at once where the rate is not used for want of it.
/// </summary>
/// <remarks>Not for several threads: the gate calls it under its lock.</remarks>
internal sealed class ConcurrencyLimit(int max)
{
    private const int Start = 8;
    private const double Smoothing = 0.1;

    private double? _answerTime;

    /// <summary>Calls in flight at the most, now.</summary>
    public int Current { get; private set; } = Math.Min(max, Start);

    /// <summary>Never more.</summary>
    public int Max => max;

    /// <summary>Tells how long a call took.</summary>
    /// <param name="seconds">Until its answer.</param>
    /// <param name="rate">Calls a second that are allowed; infinite for no limit.</param>
    /// <param name="starved">Whether calls waited only because too few were allowed in flight.</param>
    public void Answered(double seconds, double rate, bool starved)
    {
        _answerTime = _answerTime is { } known ? known + (Smoothing * (seconds - known)) : seconds;
        var needed = Math.Min(max, Math.Ceiling(rate * _answerTime.Value * 1.25) + 2);
        Current =
            starved ? Math.Min(max, Math.Max(Current + 1, (int)needed))
            : Current > needed ? Current - 1
            : (int)needed;
    }

    /// <summary>Nothing is paced: everything that is allowed.</summary>
    public void Open() => Current = max;
}
