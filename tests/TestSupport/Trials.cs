namespace ImageTagging.TestSupport;

/// <summary>How many trials a property gets: all when the project proves itself, a tenth on every day.</summary>
public static class Trials
{
    /// <summary>Whether this run does every trial (IMAGETAGGING_PROVE=1).</summary>
    public static bool IsProof { get; } = Environment.GetEnvironmentVariable("IMAGETAGGING_PROVE") == "1";

    public static int Count(int full) => IsProof ? full : Math.Max(1, full / 10);
}
