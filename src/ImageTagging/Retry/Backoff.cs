namespace ImageTagging.Retry;

/// <summary>Waits between attempts.</summary>
internal static class Backoff
{
    /// <summary>A random wait between nothing and an end that doubles with each attempt: many callers don't come back together.</summary>
    /// <param name="attempt">How many attempts failed so far, from 1.</param>
    /// <param name="first">The end after the first.</param>
    /// <param name="longest">The end that is never passed.</param>
    /// <param name="random">The chance; null for the process's.</param>
    public static TimeSpan FullJitter(int attempt, TimeSpan first, TimeSpan longest, Random? random = null)
    {
        var end = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(1, (random ?? Random.Shared).NextDouble() * end));
    }
}
