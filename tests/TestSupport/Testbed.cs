using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ImageTagging.TestSupport;

/// <summary>
/// Real servers for tests: a URL in the environment first, else started from the testbed beside the checkout, else a visible skip.
/// The shared ones start once for a test program and end with it; use names of your own (index, bucket) on them.
/// </summary>
public static class Testbed
{
    public const string ElasticsearchPassword = "test-only-password";

    // 408 until the indices of a folder that was used before are there again; a server that answers at all may be on the way.
    private const string HealthPath = "/_cluster/health?wait_for_status=yellow&timeout=1s";
    private const string HealthWord = "\"cluster_name\"";

    private static readonly Lazy<Task<Uri>> s_elasticsearch = Shared("IMAGETAGGING_ELASTICSEARCH_URL", StartElasticsearchAsync);
    private static readonly Lazy<Task<Uri>> s_openSearch = Shared("IMAGETAGGING_OPENSEARCH_URL", StartOpenSearchAsync);
    private static readonly Lazy<Task<Uri>> s_s3 = Shared("IMAGETAGGING_S3_URL", StartS3Async);

    /// <summary>Elasticsearch 8.19, without security.</summary>
    public static Task<Uri> ElasticsearchAsync() => Get(s_elasticsearch, "IMAGETAGGING_ELASTICSEARCH_URL", "elasticsearch");

    /// <summary>OpenSearch 2.19, without security.</summary>
    public static Task<Uri> OpenSearchAsync() => Get(s_openSearch, "IMAGETAGGING_OPENSEARCH_URL", "opensearch");

    /// <summary>An S3 server, path style, us-east-1, keys <c>test</c> and <c>testsecret</c>.</summary>
    public static Task<Uri> S3Async() => Get(s_s3, "IMAGETAGGING_S3_URL", "s3");

    /// <summary>A server of the test's own, to be killed and started again on the same folder.</summary>
    public static Task<ServerProcess> StartElasticsearchAsync(string? folder = null) =>
        ServerProcess.StartAsync(
            Script("elasticsearch"),
            folder ?? NewFolder(),
            "http",
            HealthPath,
            HttpStatusCode.OK,
            HealthWord,
            []
        );

    /// <summary>An Elasticsearch with https, a certificate of its own, and the user <c>elastic</c>.</summary>
    public static Task<ServerProcess> StartSecureElasticsearchAsync(string? folder = null) =>
        ServerProcess.StartAsync(
            Script("elasticsearch"),
            folder ?? NewFolder(),
            "https",
            HealthPath,
            HttpStatusCode.OK,
            HealthWord,
            ["secure"],
            () =>
            {
                // The certificate is the server's own, made at its start.
#pragma warning disable CA5400, CA2000, MA0039
                var client = new HttpClient(
                    new HttpClientHandler
                    {
                        ServerCertificateCustomValidationCallback =
                            HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
                    }
                );
#pragma warning restore CA5400, CA2000, MA0039
                var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + ElasticsearchPassword));
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
                return client;
            }
        );

    public static Task<ServerProcess> StartOpenSearchAsync(string? folder = null) =>
        ServerProcess.StartAsync(
            Script("opensearch"),
            folder ?? NewFolder(),
            "http",
            HealthPath,
            HttpStatusCode.OK,
            HealthWord,
            []
        );

    public static Task<ServerProcess> StartS3Async(string? folder = null) =>
        ServerProcess.StartAsync(Script("s3"), folder ?? NewFolder(), "http", "/", HttpStatusCode.Forbidden, "AccessDenied", []);

    /// <summary>A script of the testbed; skips the test, visibly, where there is none or a program that it needs is missing.</summary>
    public static string Script(string name)
    {
        var script = TestPaths.RequireShared(Path.Combine("testbed", "bin", name));
        foreach (var program in name == "s3" ? (string[])["xz", "setsid"] : ["xz", "setsid", "java"])
        {
            Assert.SkipUnless(
                IsInstalled(program),
                $"The testbed's {name} needs '{program}', which is not installed; eng/test installs it."
            );
        }

        return script;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static async Task<Uri> Get(Lazy<Task<Uri>> server, string variable, string script)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            Script(script);
        }

        return await server.Value.ConfigureAwait(false);
    }

    private static Lazy<Task<Uri>> Shared(string variable, Func<string?, Task<ServerProcess>> start) =>
        new(async () =>
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
            {
                return new Uri(given);
            }

            // The guard ends it with this process.
            var server = await start(null).ConfigureAwait(false);
            return server.Address;
        });

    private static string NewFolder() => Directory.CreateTempSubdirectory("imagetagging-testbed-").FullName;
}
