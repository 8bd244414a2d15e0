using ImageTagging.TestSupport;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The testbed's Spark in local mode on two cores.</summary>
internal static class SparkProgram
{
    /// <summary>Runs one of our scripts and returns what it wrote.</summary>
    public static Task<string> RunAsync(
        string script,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    ) =>
        ProgramRun.RunAsync(
            Testbed.Script("pyspark"),
            [Path.Combine(Repository.Root, "spark", script), .. arguments],
            new Dictionary<string, string>(environment)
            {
                ["PYSPARK_SUBMIT_ARGS"] = "--master local[2] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell",
            },
            cancellationToken
        );
}
