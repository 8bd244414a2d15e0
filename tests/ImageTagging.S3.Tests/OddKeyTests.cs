using System.Text;
using Amazon.S3;
using ImageTagging.Testing;

namespace ImageTagging.S3.Tests;

/// <summary>Keys that become others on the way into an address, unless they are written with care.</summary>
public sealed class OddKeyTests : IAsyncLifetime
{
    private static readonly string[] s_keys =
    [
        "..",
        "../up.jpg",
        "./here.jpg",
        "/",
        "//two.jpg",
        "/a/./b.jpg",
        "/lead",
        "/lead a+b%2F#?&=é😀.jpg",
        "a//b.jpg",
        "a%2Fb.jpg",
        "lead",
        "line\nbreak.jpg",
        "trail/",
        "x/../y.jpg",
        "y.jpg",
        "\u202Eright-to-left.jpg",
    ];

    private S3Double _store = null!;
    private AmazonS3Client _client = null!;
    private S3DoubleBucket _bucket = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await S3Double.StartAsync();
        _client = S3Doubles.Client(_store.Address);
        _bucket = _store.CreateBucket("odd");
        foreach (var key in s_keys)
        {
            _bucket.Put(key, BytesOf(key));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Every_key_is_listed_found_and_read_as_itself()
    {
        using var source = Source();
        var listed = await source.ListAsync(KeyRange.All, Cancel).Cast<ImageListing>().ToListAsync(Cancel);
        Assert.Equal(s_keys.Order(KeyOrder.Instance), listed.Select(l => l.Key));
        foreach (var listing in listed)
        {
            Assert.Equal(BytesOf(listing.Key), await ReadAsync(source, listing));
            Assert.Equal(listing.Version, (await source.FindAsync(listing.Key, Cancel))!.Version);
        }
    }

    [Fact]
    public async Task The_one_who_pays_and_the_version_go_along()
    {
        var paid = _store.CreateBucket("paid");
        paid.IsRequesterPays = true;
        paid.Put("/lead", BytesOf("/lead"));
        using var stranger = Source("paid");
        using var payer = Source("paid", o => (o.RequesterPays, o.ExpectedBucketOwner) = (true, "123456789012"));
        var listing = await payer.ListAsync(KeyRange.All, Cancel).Cast<ImageListing>().SingleAsync(Cancel);
        Assert.Equal(BytesOf("/lead"), await ReadAsync(payer, listing));
        Assert.Equal("AccessDenied", (await FaultAsync(stranger, listing)).Code);
    }

    [Fact]
    public async Task Faults_are_those_of_every_other_key()
    {
        using var source = Source();
        var listing = (await source.FindAsync("/lead", Cancel))!;
        _store.Fault = r => r.Operation == "GetObject" ? S3DoubleFault.AccessDenied : null;
        Assert.Equal((FailureKind.Refused, "AccessDenied"), Told(await FaultAsync(source, listing)));
        _store.Fault = r => r.Operation == "GetObject" ? S3DoubleFault.SlowDown : null;
        Assert.Equal((FailureKind.Throttled, "SlowDown"), Told(await FaultAsync(source, listing)));
        _store.Fault = null;
        _bucket.Put("/lead", BytesOf("another"));
        Assert.Equal((FailureKind.Gone, "ChangedWhileReading"), Told(await FaultAsync(source, listing)));
        _bucket.Delete("/lead");
        Assert.Equal((FailureKind.Gone, "NotFound"), Told(await FaultAsync(source, listing)));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        using var right = Source();
        var listing = (await right.FindAsync("/lead", Cancel))!;
        using var client = new AmazonS3Client("test", "wrong", (AmazonS3Config)_client.Config);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "odd" });
        Assert.Equal((FailureKind.SetUp, "SignatureDoesNotMatch"), Told(await FaultAsync(source, listing)));
    }

    private static (FailureKind, string?) Told(ImageTaggingException fault) => (fault.Kind, fault.Code);

    private static byte[] BytesOf(string key) => Encoding.UTF8.GetBytes("bytes of " + key);

    private static async Task<byte[]> ReadAsync(S3ImageSource source, ImageListing listing)
    {
        await using var stream = await source.OpenReadAsync(listing, Cancel);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private static Task<ImageTaggingException> FaultAsync(S3ImageSource source, ImageListing listing) =>
        Assert.ThrowsAsync<ImageTaggingException>(async () => await ReadAsync(source, listing));

    private S3ImageSource Source(string bucket = "odd", Action<S3SourceOptions>? set = null)
    {
        var options = new S3SourceOptions { Bucket = bucket };
        options.Suffixes.Clear();
        set?.Invoke(options);
        return new S3ImageSource(_client, options);
    }
}
