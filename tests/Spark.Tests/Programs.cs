using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>Other programs that tests run.</summary>
internal static class Programs
{
    /// <summary>The tool as another process would call it.</summary>
    public static string Tool { get; } = $"dotnet {Path.Combine(AppContext.BaseDirectory, "imagetag.dll")}";

    /// <summary>Runs Debian's python3 with pandas; skips the test, visibly, where there is none.</summary>
    public static async Task<string> PandasAsync(string script, params string[] arguments)
    {
        var (exit, _, _) = await RunAsync("/usr/bin/python3", ["-c", "import pandas"]);
        Assert.SkipUnless(exit == 0, "python3 with pandas is not installed; eng/test installs it.");
        var (code, output, error) = await RunAsync("/usr/bin/python3", ["-c", script, .. arguments]);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Runs a PySpark script on the testbed's Spark.</summary>
    public static Task<(int Exit, string Output, string Error)> SparkAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string master = "local[2]",
        string? configuration = null,
        Action<Process>? started = null
    )
    {
        var script = Testbed.Script("pyspark");
        // What runs for seconds is not worth the better compiler.
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["PYSPARK_SUBMIT_ARGS"] =
                $"--master {master} --driver-memory 1g --driver-java-options -XX:TieredStopAtLevel=1 "
                + $"--conf spark.ui.enabled=false --conf spark.task.maxFailures=4 {configuration} pyspark-shell",
        };
        return RunAsync(script, arguments, variables, started);
    }

    public static async Task<(int Exit, string Output, string Error)> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<Process>? started = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        started?.Invoke(process);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }
}
