using System.Globalization;

namespace ImageTagging.TestSupport;

/// <summary>
/// How many trials a property gets: all when the project proves itself, a tenth on every day, and the share that IMAGETAGGING_TRIALS
/// names (1000 for a thousandth) where a thousand runs are compared.
/// </summary>
public static class Trials
{
    private static readonly int s_share = int.TryParse(
        Environment.GetEnvironmentVariable("IMAGETAGGING_TRIALS"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var share
    )
        ? Math.Max(1, share)
        : 10;

    /// <summary>Whether this run does every trial (IMAGETAGGING_PROVE=1).</summary>
    public static bool IsProof { get; } = Environment.GetEnvironmentVariable("IMAGETAGGING_PROVE") == "1";

    public static int Count(int full) => IsProof ? full : Math.Max(1, full / s_share);
}
