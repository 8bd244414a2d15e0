using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(ImageTagging.EndToEnd.Tests.Surroundings))]

namespace ImageTagging.EndToEnd.Tests;

/// <summary>
/// What the tool finds around it, as on a machine with a role: credentials and region in the environment, and a Rekognition
/// that answers there. The environment is the process's, so that the tests run one after the other.
/// </summary>
public sealed class Surroundings : IAsyncLifetime
{
    private const string AccessKey = "test";
    private const string SecretKey = "testsecret";

    public RekognitionDouble Rekognition { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Rekognition = await RekognitionDouble.StartAsync();
        Rekognition.Signatures.Add(new(AccessKey, SecretKey));
        foreach (
            var (name, value) in new[]
            {
                ("AWS_ACCESS_KEY_ID", AccessKey),
                ("AWS_SECRET_ACCESS_KEY", SecretKey),
                ("AWS_REGION", "us-east-1"),
                ("AWS_EC2_METADATA_DISABLED", "true"),
                ("AWS_ENDPOINT_URL_REKOGNITION", Rekognition.ServiceUrl),
            }
        )
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public ValueTask DisposeAsync() => Rekognition.DisposeAsync();

    /// <summary>A client of a store, for filling it.</summary>
    public static AmazonS3Client Client(Uri store) =>
        new(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config
            {
                ServiceURL = store.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
            }
        );

    /// <summary>An address of an index that nobody has.</summary>
    public static async Task<string> NewIndexAsync(string engine)
    {
        var node = engine == "opensearch" ? await Testbed.OpenSearchAsync() : await Testbed.ElasticsearchAsync();
        return new Uri(node, "e2e" + Guid.NewGuid().ToString("N")[..12]).ToString();
    }

    /// <summary>Takes an index off its server.</summary>
    public static async Task DeleteIndexAsync(string address)
    {
        using var client = new HttpClient();
        // One more number for each migration.
        for (var number = 1; number <= 5; number++)
        {
            using var records = await client.DeleteAsync($"{address}-{number:D6}?ignore_unavailable=true");
        }

        using var state = await client.DeleteAsync(address + "-state?ignore_unavailable=true");
    }

    // Servers that live for minutes: their second compiler costs more than it gains.
    [ModuleInitializer]
    internal static void Hurry() => Environment.SetEnvironmentVariable("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
}
