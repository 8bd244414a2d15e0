namespace ImageTagging;

/// <summary>A share that was counted, with the interval in which the true one lies at 95 %.</summary>
/// <param name="Value">The share, 0–1.</param>
/// <param name="Low">The interval's lower end, 0–1.</param>
/// <param name="High">The interval's upper end, 0–1.</param>
public readonly record struct MeasuredShare(double Value, double Low, double High)
{
    /// <summary>The share of hits among trials, with Wilson's interval.</summary>
    /// <param name="hits">How many hit, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many there were; of none nothing is known, and the interval is 0 to 1.</param>
    /// <returns>The share, and its interval of 95 %.</returns>
    public static MeasuredShare Of(int hits, int trials)
    {
        if (trials == 0)
        {
            return new(0, 0, 1);
        }

        const double Z = 1.959964;
        var (share, square) = (hits / (double)trials, Z * Z / trials);
        var middle = (share + (square / 2)) / (1 + square);
        var half = Z / (1 + square) * Math.Sqrt((share * (1 - share) / trials) + (square / (4 * trials)));
        return new(share, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
