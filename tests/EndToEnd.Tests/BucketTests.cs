using System.Text;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>Buckets that a file system underneath cannot make: odd keys, objects and buckets that may not be read, other regions.</summary>
public sealed class BucketTests(Surroundings around) : IDisposable
{
    private static readonly string[] s_oddKeys =
    [
        "/lead.jpg",
        "100% + more.jpg",
        "a b.jpg",
        "a%2Fb.jpg",
        "a+b.jpg",
        "a//b.jpg",
        "hash#and?query&.jpg",
        "line\nbreak.jpg",
        "quote\"'<tag>.jpg",
        "x/../y.jpg",
        "é.jpg",
        "猫.jpg",
        "😀.jpg",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task Keys_of_every_odd_kind_are_listed_tagged_by_reference_and_found(string engine)
    {
        await using var store = await S3Double.StartAsync();
        var bucket = store.CreateBucket("odd");
        foreach (var key in s_oddKeys)
        {
            bucket.Put(key, Encoding.UTF8.GetBytes("bytes of " + key));
        }

        Answer();
        var asked = around.Rekognition.CallCount;
        var index = engine == "sqlite" ? _folder.File("index.db") : await Surroundings.NewIndexAsync(engine);
        var first = (await IndexAsync(store, "odd", index)).EndsWith(0);
        Assert.Equal(s_oddKeys.Length, first.Count("tagged"));
        Assert.Equal(s_oddKeys.Length, around.Rekognition.CallCount - asked);
        Assert.Equal(
            s_oddKeys.Order(StringComparer.Ordinal),
            around.Rekognition.Calls.TakeLast(s_oddKeys.Length).Select(c => c.Key!).Order(StringComparer.Ordinal)
        );
        var found = (await ToolRun.OfAsync("search", "cat", "--index", index, "--limit", "100")).EndsWith(0);
        Assert.Equal(s_oddKeys.Order(StringComparer.Ordinal), found.Keys);
        Assert.Equal(0, (await IndexAsync(store, "odd", index)).EndsWith(0).Count("paidCalls"));
        if (engine != "sqlite")
        {
            await Surroundings.DeleteIndexAsync(index);
        }
    }

    [Fact]
    public async Task Keys_that_change_on_their_way_into_an_address_are_read_by_a_tagger_of_bytes_and_indexed()
    {
        await using var store = await S3Double.StartAsync();
        var bucket = store.CreateBucket("bytes");
        var picture = await File.ReadAllBytesAsync(
            Path.Combine(TestPaths.Photos, "things/coffee.png"),
            TestContext.Current.CancellationToken
        );
        string[] keys = ["../up.png", "/lead.png", "x/../y.png"];
        foreach (var key in keys)
        {
            bucket.Put(key, picture);
        }

        var index = _folder.File("index.db");
        var run = (
            await ToolRun.OfAsync(
                "index",
                "s3://bytes",
                "--tagger",
                "metadata",
                "--index",
                index,
                "--s3-endpoint",
                $"{store.Address}"
            )
        ).EndsWith(0);
        Assert.Equal((3L, 0L), (run.Count("tagged"), run.Count("failed")));
        Assert.Equal(
            keys,
            store
                .Requests.Where(r => r.Operation == "GetObject")
                .Select(r => r.Key)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Rekognition_is_sent_the_bytes_of_a_store_that_is_not_Amazons()
    {
        await using var store = await S3Double.StartAsync();
        var picture = await File.ReadAllBytesAsync(
            Path.Combine(TestPaths.Photos, "things/coffee.png"),
            TestContext.Current.CancellationToken
        );
        store.CreateBucket("own").Put("a.png", picture);
        Answer();
        var asked = around.Rekognition.CallCount;
        var run = (await IndexAsync(store, "own", _folder.File("index.db"), "automatic")).EndsWith(0);
        Assert.Equal((1L, 1), (run.Count("tagged"), around.Rekognition.CallCount - asked));
        Assert.Null(around.Rekognition.Calls[^1].Key);
        Assert.Contains(store.Requests, r => r.Operation == "GetObject");
    }

    [Fact]
    public async Task A_bucket_takes_exclude_and_include_hidden()
    {
        await using var store = await S3Double.StartAsync();
        var bucket = store.CreateBucket("nas");
        foreach (var key in new[] { "@eaDir/a.jpg", "a.jpg", "a_small.jpg" })
        {
            bucket.Put(key, Encoding.UTF8.GetBytes(key));
        }

        string[] list = ["list", "s3://nas", "--s3-endpoint", $"{store.Address}", "--exclude", "*_small.jpg"];
        var some = (await ToolRun.OfAsync(list)).EndsWith(0);
        Assert.Contains("a.jpg", some.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("@eaDir", some.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a_small", some.Output, StringComparison.Ordinal);
        var all = (await ToolRun.OfAsync([.. list, "--include-hidden"])).EndsWith(0);
        Assert.Contains("@eaDir/a.jpg", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a_small", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_object_that_may_not_be_read_fails_alone()
    {
        await using var store = await S3Double.StartAsync();
        var bucket = store.CreateBucket("mixed");
        string[] keys = ["a.jpg", "b.jpg", "c.jpg"];
        foreach (var key in keys)
        {
            bucket.Put(key, Encoding.UTF8.GetBytes(key));
        }

        Answer();
        var picture = await File.ReadAllBytesAsync(
            Path.Combine(TestPaths.Photos, "things/coffee.png"),
            TestContext.Current.CancellationToken
        );
        around.Rekognition.ReadObject = (_, key, _, _) => new(key == "b.jpg" ? null : picture);
        var run = (await IndexAsync(store, "mixed", _folder.File("index.db"))).EndsWith(1);
        Assert.Equal((2L, 1L), (run.Count("tagged"), run.Count("failed")));
        var found = await ToolRun.OfAsync("search", "cat", "--index", _folder.File("index.db"));
        Assert.Equal(["a.jpg", "c.jpg"], found.Keys);
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_listed_names_the_permission()
    {
        await using var store = await S3Double.StartAsync();
        store.CreateBucket("closed");
        store.Fault = _ => S3DoubleFault.AccessDenied;
        var run = (await IndexAsync(store, "closed", _folder.File("index.db"))).EndsWith(3);
        Assert.Contains("s3:ListBucket", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_named_with_its_region()
    {
        await using var store = await S3Double.StartAsync();
        store.CreateBucket("far", "eu-central-1");
        var run = (await IndexAsync(store, "far", _folder.File("index.db"))).EndsWith(3);
        Assert.Contains("eu-central-1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_server_that_is_down_is_told_before_any_paid_call()
    {
        await using var store = await S3Double.StartAsync();
        store.CreateBucket("some").Put("a.jpg", Encoding.UTF8.GetBytes("a"));
        Answer();
        var asked = around.Rekognition.CallCount;
        using var down = new ClosedPort();
        var run = (await IndexAsync(store, "some", down.Address + "/images")).EndsWith(3);
        Assert.Contains("cannot be reached", run.Output, StringComparison.Ordinal);
        Assert.Equal(asked, around.Rekognition.CallCount);
    }

    private void Answer()
    {
        around.Rekognition.ReadObject = null;
        around.Rekognition.AnswerFor = _ => [new() { Name = "Cat", Confidence = 95 }];
    }

    private static Task<ToolRun> IndexAsync(S3Double store, string bucket, string index, string transfer = "reference") =>
        ToolRun.OfAsync(
            "index",
            $"s3://{bucket}",
            "--tagger",
            "rekognition",
            "--transfer",
            transfer,
            "--index",
            index,
            "--s3-endpoint",
            $"{store.Address}"
        );
}
