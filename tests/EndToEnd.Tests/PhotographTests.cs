using Amazon.S3;
using Amazon.S3.Model;
using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>Real photographs in a real store, a real search engine, and a Rekognition that reads the objects itself.</summary>
public sealed class PhotographTests(Surroundings around)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_bucket_is_tagged_once_and_answers_searches(string engine)
    {
        var (store, index) = (await Testbed.S3Async(), await Surroundings.NewIndexAsync(engine));
        using var s3 = Surroundings.Client(store);
        var bucket = "photos-" + Guid.NewGuid().ToString("N")[..12];
        var keys = await FillAsync(s3, bucket);
        around.Rekognition.ReadObject = (name, key, _, token) => ReadAsync(s3, name, key, token);
        around.Rekognition.AnswerFor = call =>
            [
                new() { Name = "Photograph", Confidence = 99 },
                new()
                {
                    Name = call.Key!.StartsWith("animals/", StringComparison.Ordinal) ? "Animal" : "Scene",
                    Confidence = 91.5,
                },
            ];
        string[] run =
        [
            "index",
            $"s3://{bucket}",
            "--tagger",
            "rekognition",
            "--transfer",
            "reference",
            "--index",
            index,
            "--s3-endpoint",
            $"{store}",
        ];

        var first = (await ToolRun.OfAsync(run)).EndsWith(0);
        Assert.Equal((keys.Length, keys.Length), (first.Count("listed"), first.Count("tagged")));
        Assert.Equal(keys.Length, first.Count("paidCalls"));

        var second = (await ToolRun.OfAsync(run)).EndsWith(0);
        Assert.Equal((keys.Length, 0L), (second.Count("unchanged"), second.Count("paidCalls")));

        var all = (await ToolRun.OfAsync("search", "photograph", "--index", index, "--limit", "100")).EndsWith(0);
        Assert.Equal(keys, all.Keys);
        var animals = (await ToolRun.OfAsync("search", "animal>=90", "--index", index)).EndsWith(0);
        Assert.Equal(keys.Where(k => k.StartsWith("animals/", StringComparison.Ordinal)), animals.Keys);
        var mistyped = (await ToolRun.OfAsync("search", "anmal", "--index", index)).EndsWith(0);
        Assert.Equal(animals.Keys, mistyped.Keys);

        var shown = (await ToolRun.OfAsync("show", animals.Keys[0], "--index", index)).EndsWith(0);
        Assert.Contains("\"animal\"", shown.Output, StringComparison.Ordinal);
        var stats = (await ToolRun.OfAsync("stats", "--index", index)).EndsWith(0);
        Assert.Contains("\"photograph\"", stats.Output, StringComparison.Ordinal);

        // A picture that is gone, one that is new, one that changed: one call each for the two.
        await s3.DeleteObjectAsync(bucket, keys[0], Cancel);
        await PutAsync(s3, bucket, "new.png", "things/coffee.png", extra: 1);
        await PutAsync(s3, bucket, keys[1], "things/coffee.png", extra: 2);
        var third = (await ToolRun.OfAsync(run)).EndsWith(0);
        Assert.Equal(
            (1L, 1L, 1L, 2L),
            (third.Count("gone"), third.Count("new"), third.Count("changed"), third.Count("paidCalls"))
        );
        var left = (await ToolRun.OfAsync("search", "photograph", "--index", index, "--limit", "100")).EndsWith(0);
        Assert.Equal(keys.Skip(1).Append("new.png").Order(StringComparer.Ordinal), left.Keys);
        await Surroundings.DeleteIndexAsync(index);
    }

    private static async Task<string[]> FillAsync(AmazonS3Client s3, string bucket)
    {
        await s3.PutBucketAsync(bucket, Cancel);
        string[] keys =
        [
            .. Directory
                .EnumerateFiles(TestPaths.Photos, "*.*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".jpg" or ".png")
                .Select(f => Path.GetRelativePath(TestPaths.Photos, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
        foreach (var key in keys)
        {
            await PutAsync(s3, bucket, key, key, extra: 0);
        }

        return keys;
    }

    // Bytes behind a picture's end make another content of the same picture.
    private static async Task PutAsync(AmazonS3Client s3, string bucket, string key, string file, int extra)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, file), Cancel);
        using var content = new MemoryStream([.. bytes, .. new byte[extra]]);
        await s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                InputStream = content,
            },
            Cancel
        );
    }

    private static async ValueTask<byte[]?> ReadAsync(AmazonS3Client s3, string bucket, string key, CancellationToken token)
    {
        using var answer = await s3.GetObjectAsync(bucket, key, token);
        using var content = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(content, token);
        return content.ToArray();
    }
}
