using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Tests;

namespace ImageTagging.Spark.Tests;

/// <summary>A bucket on the testbed's S3 server, a Rekognition double, and the job over them.</summary>
internal sealed class SparkWorld : IAsyncDisposable
{
    private readonly AmazonS3Client _client;
    private readonly Uri _s3;

    private SparkWorld(Uri s3, AmazonS3Client client, RekognitionDouble rekognition) =>
        (_s3, _client, Rekognition) = (s3, client, rekognition);

    public TempFolder Folder { get; } = new();

    public RekognitionDouble Rekognition { get; }

    public string Bucket { get; } = "spark-" + Guid.NewGuid().ToString("N")[..12];

    public string Source => "s3://" + Bucket;

    public static async Task<SparkWorld> CreateAsync()
    {
        Testbed.Script("pyspark");
        var s3 = await Testbed.S3Async();
        var client = new AmazonS3Client(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = s3.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
            }
        );
        var rekognition = await RekognitionDouble.StartAsync();
        rekognition.Signatures.Add(new("test", "testsecret"));
        var world = new SparkWorld(s3, client, rekognition);
        await client.PutBucketAsync(world.Bucket);
        return world;
    }

    public Task PutAsync(string key, byte[] bytes) =>
        _client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Bucket,
                Key = key,
                InputStream = new MemoryStream(bytes),
            }
        );

    /// <summary>The sample photos.</summary>
    public async Task PutPhotosAsync()
    {
        foreach (var photo in Directory.EnumerateFiles(TestPaths.Photos, "*.*", SearchOption.AllDirectories))
        {
            if (ImageScope.PictureSuffixes.Contains(Path.GetExtension(photo)))
            {
                await PutAsync(Path.GetRelativePath(TestPaths.Photos, photo), await File.ReadAllBytesAsync(photo));
            }
        }
    }

    /// <summary>Small different objects; the double does not look into them.</summary>
    public Task PutManyAsync(int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            async (i, _) => await PutAsync($"album{i % 7}/{i:00000}.jpg", Encoding.UTF8.GetBytes($"picture {i}"))
        );

    public Task DeleteAsync(string key) => _client.DeleteObjectAsync(Bucket, key);

    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "testsecret",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL_S3"] = _s3.ToString(),
            ["AWS_ENDPOINT_URL_REKOGNITION"] = Rekognition.ServiceUrl,
            // Workers that live for seconds have nothing of it.
            ["DOTNET_TieredPGO"] = "0",
        };

    /// <summary>The job's totals, or why it ended otherwise; in local mode, or on a cluster.</summary>
    public async Task<(int Exit, JsonElement? Totals, string Error)> JobAsync(
        string index,
        Standalone? on = null,
        Action<System.Diagnostics.Process>? started = null,
        int rate = 2000,
        IEnumerable<string>? worker = null,
        params string[] more
    )
    {
        var environment = new Dictionary<string, string>(Environment);
        var configuration = "";
        if (on is not null)
        {
            environment["SPARK_DIST_CLASSPATH"] = on.ClassPath;
            configuration = string.Join(
                ' ',
                [Standalone.Configuration, .. Environment.Select(v => $"--conf spark.executorEnv.{v.Key}={v.Value}")]
            );
        }

        var (exit, output, error) = await Programs.SparkAsync(
            [
                Path.Combine(TestPaths.RepositoryRoot, "spark", "tag_images.py"),
                Source,
                "--index",
                index,
                "--partitions",
                "4",
                "--imagetag",
                Programs.Tool,
                .. more,
                "--",
                "--tagger",
                "rekognition",
                "--transfer",
                "reference",
                "--rate",
                $"{rate}",
                .. worker ?? [],
            ],
            environment,
            on?.Master ?? "local[2,4]",
            configuration,
            started
        );
        var last = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(l => l.Contains("\"totals\"", StringComparison.Ordinal));
        return (exit, last is null ? null : JsonDocument.Parse(last).RootElement, output + error);
    }

    /// <summary>The tool in a process of its own, which sees the bucket and the double.</summary>
    public async Task<string> ToolAsync(params string[] arguments)
    {
        var (exit, output, error) = await Programs.RunAsync(
            "dotnet",
            [Programs.Tool["dotnet ".Length..], .. arguments],
            Environment
        );
        Assert.True(exit is 0 or 1, output + error);
        return output;
    }

    /// <summary>What an index has, less what hangs on when it was asked.</summary>
    public async Task<IReadOnlyList<string>> RecordsAsync(string index)
    {
        var file = Folder.File(Guid.NewGuid().ToString("N") + ".ndjson");
        var run = await ToolRun.OfAsync("export", "--to", file, "--index", index);
        Assert.True(run.ExitCode == 0, run.Error);
        var records = new List<string>();
        foreach (var line in await File.ReadAllLinesAsync(file))
        {
            var record = System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject();
            record.Remove("listed_at");
            record.Remove("tagged_at");
            foreach (var tagger in record["taggers"]!.AsArray())
            {
                tagger!.AsObject().Remove("tagged_at");
            }

            records.Add(record.ToJsonString());
        }

        return records;
    }

    public async ValueTask DisposeAsync()
    {
        await Rekognition.DisposeAsync();
        _client.Dispose();
        Folder.Dispose();
    }
}
