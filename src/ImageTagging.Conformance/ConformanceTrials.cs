using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>How many trials a suite's random tests make, and from which seed.</summary>
/// <remarks>
/// The environment decides: <c>IMAGETAGGING_PROVE=1</c> asks for the full counts (a tenth otherwise),
/// <c>IMAGETAGGING_SEED</c> replays the trials of a failure, whose message names its seed.
/// </remarks>
public static class ConformanceTrials
{
    /// <summary>The seed of every random test unless the environment names another.</summary>
    public const int DefaultSeed = 20_261;

    /// <summary>The seed that random tests start from.</summary>
    public static int Seed { get; } =
        int.TryParse(
            Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var seed
        )
            ? seed
            : DefaultSeed;

    /// <summary>A tenth of the full count, at least one; all of it where <c>IMAGETAGGING_PROVE</c> is 1.</summary>
    /// <param name="full">The full count, from 1.</param>
    public static int Count(int full) =>
        string.Equals(Environment.GetEnvironmentVariable("IMAGETAGGING_PROVE"), "1", StringComparison.Ordinal)
            ? full
            : Math.Max(1, full / 10);
}
