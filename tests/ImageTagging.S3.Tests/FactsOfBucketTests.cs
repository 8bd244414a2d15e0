using System.Text;
using Amazon.S3;
using ImageTagging.Metadata;
using ImageTagging.Testing;

namespace ImageTagging.S3.Tests;

/// <summary>Facts of pictures in a bucket, with the requests that they cost.</summary>
public sealed class FactsOfBucketTests : IAsyncLifetime
{
    private readonly InMemoryTagIndex _index = new();
    private readonly ScriptedTagger _paid = new();
    private S3Double _store = null!;
    private AmazonS3Client _client = null!;
    private S3DoubleBucket _bucket = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Small pages, so that pictures and what lies beside them are on different ones.
        _store = await S3Double.StartAsync(new S3DoubleOptions { PageSize = 3 });
        _client = S3Doubles.Client(_store.Address);
        _bucket = _store.CreateBucket("photos");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Files_beside_pictures_are_read_where_the_listing_shows_them_one_request_each()
    {
        string[] pictures =
        [
            "2019/a.jpg",
            "2019/b-1.jpg",
            "2019/b-2.jpg",
            "2019/b.jpg",
            "2019/c.CR2",
            "2019/c.jpg",
            "2019/d-edited.jpg",
            "2019/d.jpg",
            "2019/e.jpg",
            "2019/f.jpg",
            "2020/e.jpg",
        ];
        foreach (var picture in pictures)
        {
            Put(picture, Jpeg(picture));
        }

        Put("2019/a.jpg.xmp", Rating(1));
        Put("2019/b.xmp", Rating(2));
        Put("2019/c.CR2.xmp", Rating(3));
        Put("2019/d.jpg.supplemental-met.json", """{"photoTakenTime":{"timestamp":"1562236496"}}"""u8.ToArray());
        Put("2019/e.XMP", Rating(5));
        Put("2019/z.json", "{}"u8.ToArray());
        await RunAsync();
        Assert.Equal(["2019/a.jpg"], await FindAsync("rating=1"));
        Assert.Equal(["2019/b.jpg"], await FindAsync("rating=2"));
        Assert.Equal(["2019/c.jpg"], await FindAsync("rating=3"));
        Assert.Equal(["2019/d-edited.jpg", "2019/d.jpg"], await FindAsync("taken:2019"));
        Assert.Equal(["2019/e.jpg"], await FindAsync("rating=5"));
        Assert.Equal(
            [
                "2019/a.jpg.xmp",
                "2019/b.xmp",
                "2019/c.CR2.xmp",
                "2019/d.jpg.supplemental-met.json",
                "2019/d.jpg.supplemental-met.json",
                "2019/e.XMP",
            ],
            Gets().Where(k => !ImageScope.PictureSuffixes.Any(k.EndsWith))
        );
        // The rest is asked for once, or not at all.
        Assert.All(
            Gets().Where(k => k.EndsWith(".jpg", StringComparison.Ordinal)).CountBy(k => k),
            k => Assert.Equal(1, k.Value)
        );
    }

    [Fact]
    public async Task A_file_beside_a_picture_that_comes_changes_or_goes_is_read_anew_and_no_call_is_paid()
    {
        Put("a.jpg", Jpeg("a"));
        Put("b.jpg", Jpeg("b"));
        await RunAsync();
        var paid = _paid.Calls.Count;
        Assert.Empty(await FindAsync("rating>=1"));

        Put("a.xmp", Rating(3));
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=3"));

        Put("a.xmp", Rating(4));
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=4"));
        var asked = Gets().Length;
        await RunAsync();
        Assert.Equal(asked, Gets().Length);

        _bucket.Delete("a.xmp");
        await RunAsync();
        Assert.Empty(await FindAsync("rating>=1"));
        Assert.Equal(paid, _paid.Calls.Count);
    }

    [Fact]
    public async Task A_picture_that_is_named_is_the_one_that_was_listed()
    {
        Put("a.jpg", Jpeg("a"));
        Put("a.xmp", Rating(3));
        await RunAsync();
        using var source = Source();
        var named = (await source.FindAsync("a.jpg", Cancel))!;
        var record = (await _index.SearchAsync(new() { Query = TagQueries.Everything }, Cancel)).Hits.Single().Record;
        Assert.Null(named.Beside);
        Assert.False(named.DiffersFrom(record.Version, record.Size, record.ModifiedAt));
        // It is opened in the state that was listed, by whichever of the two.
        foreach (var listing in new[] { named, named with { Version = record.Version } })
        {
            await using var stream = await source.OpenReadAsync(listing, Cancel);
            Assert.True(stream.Length > 0);
        }
    }

    [Fact]
    public async Task Of_a_long_picture_its_beginning_is_read_and_one_part_where_the_rest_is_told()
    {
        var pixels = new byte[3 << 20];
        var tiff = Tiff(pixels);
        Put("a.tif", tiff);
        Put("b.jpg", [.. Jpeg("b"), .. pixels]);
        await RunAsync();
        Assert.Equal(["a.tif"], await FindAsync("rating=4"));
        Assert.Equal(
            [
                ("a.tif", "bytes=0-262143"),
                ("a.tif", $"bytes={26 + pixels.Length}-{tiff.Length - 1}"),
                ("b.jpg", "bytes=0-262143"),
            ],
            _store.Requests.Where(r => r.Operation == "GetObject").Select(r => (r.Key, r.Range)).Order()
        );
    }

    [Fact]
    public async Task A_file_beside_a_picture_that_may_not_be_read_loses_its_own_facts_alone()
    {
        Put("a.jpg", Jpeg("a"));
        Put("a.xmp", Rating(3));
        _store.Fault = r => r.Key == "a.xmp" ? S3DoubleFault.AccessDenied : null;
        await RunAsync();
        Assert.Empty(await FindAsync("rating=3"));
        Assert.Equal(["a.jpg"], await FindAsync("*"));
    }

    [Fact]
    public async Task A_file_beside_a_picture_that_the_store_does_not_give_now_is_that_pictures_failure_for_now()
    {
        Put("a.jpg", Jpeg("a"));
        Put("a.xmp", Rating(3));
        var refused = 0;
        _store.Fault = r => r.Key == "a.xmp" && refused++ < 1 ? S3DoubleFault.SlowDown : null;
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=3"));
        Assert.True(refused > 1);
    }

    private static byte[] Jpeg(string text) =>
        [
            .. (byte[])[0xFF, 0xD8, 0xFF, 0xFE, 0, (byte)(text.Length + 2)],
            .. Encoding.ASCII.GetBytes(text),
            .. (byte[])[0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xFF, 0xD9],
        ];

    private static byte[] Rating(int stars) =>
        Encoding.UTF8.GetBytes(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about=''"
                + $" xmlns:xmp='http://ns.adobe.com/xap/1.0/'><xmp:Rating>{stars}</xmp:Rating></rdf:Description></rdf:RDF></x:xmpmeta>"
        );

    // Its directory in front, its packet behind the pixels.
    private static byte[] Tiff(byte[] pixels)
    {
        var packet = Rating(4);
        byte[] head =
        [
            .. "II*\0"u8,
            .. BitConverter.GetBytes(8),
            1,
            0,
            0xBC,
            2,
            7,
            0,
            .. BitConverter.GetBytes(packet.Length),
            .. BitConverter.GetBytes(26 + pixels.Length),
            .. new byte[4],
        ];
        return [.. head, .. pixels, .. packet];
    }

    private void Put(string key, byte[] content) => _bucket.Put(key, content);

    private string[] Gets() =>
        [.. _store.Requests.Where(r => r.Operation == "GetObject").Select(r => r.Key).Order(KeyOrder.Instance)];

    private S3ImageSource Source() => new(_client, new S3SourceOptions { Bucket = "photos" });

    private async Task RunAsync()
    {
        using var source = Source();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(new MetadataTagger())
            .TagWith(_paid)
            .IndexInto(_index)
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: Cancel);
        Assert.Null(report.Fault);
    }

    private async Task<string[]> FindAsync(string query) =>
        [
            .. (
                await _index.SearchAsync(new() { Query = TagQueryParser.Parse(query), Sort = SearchSort.Name }, Cancel)
            ).Hits.Select(h => h.Record.Key),
        ];
}
