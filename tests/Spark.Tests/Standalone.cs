using System.Net;
using System.Text.Json;
using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>Spark's standalone mode: a master, and a worker with two executors of a core each. They end with the test program.</summary>
internal sealed class Standalone
{
    private static readonly Lazy<Task<Standalone>> s_shared = new(StartAsync);
    private readonly ServerProcess _worker;

    private Standalone(ServerProcess worker, string master, string classPath) =>
        (_worker, Master, ClassPath) = (worker, master, classPath);

    public string Master { get; }

    /// <summary>What the driver must have as well, as <c>SPARK_DIST_CLASSPATH</c>.</summary>
    public string ClassPath { get; }

    /// <summary>What a job is told so that each of its executors has one core.</summary>
    public static string Configuration =>
        "--conf spark.executor.memory=512m --conf spark.executor.cores=1 --conf spark.cores.max=2 "
        + "--conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1";

    public static Task<Standalone> SharedAsync()
    {
        Testbed.Script("pyspark");
        TestPaths.RequireShared("testbed/opensearch.tar.xz");
        return s_shared.Value;
    }

    /// <summary>The executors' processes and all below them.</summary>
    public IReadOnlyList<RunningProcess> Executors()
    {
        var all = ProcessTree.Below(_worker.Id);
        var first = all.FirstOrDefault(p => p.Command.Contains("deploy.worker.Worker", StringComparison.Ordinal)).Id;
        return first == 0 ? [] : ProcessTree.Below(first);
    }

    private static async Task<Standalone> StartAsync()
    {
        var script = Path.Combine(TestPaths.RepositoryRoot, "tests", "Spark.Tests", "standalone");
        var spark = await UnpackedAsync("spark");
        var classPath = Directory.GetFiles(Path.Combine(await UnpackedAsync("opensearch"), "lib"), "netty-resolver-4*.jar")[0];
        var master = await DaemonAsync("master");
        using var client = new HttpClient();
        using var told = JsonDocument.Parse(await client.GetStringAsync(new Uri(master.Address, "/json/")));
        var url = told.RootElement.GetProperty("url").GetString()!;
        return new(await DaemonAsync("worker", url), url, classPath);

        Task<ServerProcess> DaemonAsync(params string[] role) =>
            ServerProcess.StartAsync(
                script,
                Directory.CreateTempSubdirectory("imagetagging-testbed-").FullName,
                "http",
                "/json/",
                HttpStatusCode.OK,
                role[0] == "master" ? "spark://" : "masterurl",
                [spark, classPath, .. role]
            );
    }

    private static async Task<string> UnpackedAsync(string archive)
    {
        var (exit, output, error) = await Programs.RunAsync(TestPaths.RequireShared("testbed/bin/unpack"), [archive]);
        Assert.True(exit == 0, error);
        return output.Trim();
    }
}
