namespace ImageTagging.Evaluation;

/// <summary>A 95 % confidence interval, both ends 0–1.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    // The 97.5 % quantile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval of a proportion; 0–1 where there are no trials.</summary>
    /// <param name="successes">How many of the trials succeeded.</param>
    /// <param name="trials">How many trials there were.</param>
    /// <returns>The interval, 0–1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than no successes, or more than trials.</exception>
    public static Interval Wilson(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
        {
            return new(0, 1);
        }

        double n = trials,
            p = successes / n,
            z2 = Z * Z;
        var centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The middle 95 % of resampled values; the value itself twice where there are none.</summary>
    internal static Interval OfSamples(double[] samples, double value)
    {
        if (samples.Length == 0)
        {
            return new(value, value);
        }

        Array.Sort(samples);
        return new(Quantile(samples, 0.025), Quantile(samples, 0.975));
    }

    private static double Quantile(double[] sorted, double q)
    {
        var at = q * (sorted.Length - 1);
        var low = (int)at;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((at - low) * (sorted[high] - sorted[low]));
    }
}
