using Amazon.S3;
using ImageTagging.Testing;

namespace ImageTagging.S3.Tests;

public sealed class ExclusionTests : IAsyncLifetime
{
    private static readonly string[] s_left =
    [
        ".hidden.jpg",
        "2024/#recycle/b.jpg",
        "2024/._a.jpg",
        "2024/@eaDir/a.jpg/big.jpg",
        "2024/@eaDir/a.jpg/small.jpg",
        "2024/@eaDir/b.jpg/small.jpg",
    ];

    private static readonly string[] s_kept = ["../up.jpg", "2024/a.jpg", "2024/a_small.jpg", "2024/proofs/p.jpg", "x/./y.jpg"];

    private S3Double _store = null!;
    private AmazonS3Client _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Small pages, so that a folder that is left out lies on several.
        _store = await S3Double.StartAsync(new S3DoubleOptions { PageSize = 2 });
        _client = S3Doubles.Client(_store.Address);
        var bucket = _store.CreateBucket("nas");
        foreach (var key in s_left.Concat(s_kept))
        {
            bucket.Put(key, new byte[] { 1 });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task What_devices_keep_beside_pictures_is_left_out_and_counted_by_kind()
    {
        using var source = Source();
        var (keys, left) = await ListAsync(source);
        Assert.Equal(s_kept.Order(KeyOrder.Instance), keys);
        Assert.Equal(
            [
                (ExclusionKind.Hidden, 1L),
                (ExclusionKind.Thumbnails, 1L),
                (ExclusionKind.Trash, 1L),
                (ExclusionKind.AppleDouble, 1L),
            ],
            left
        );
        foreach (var key in s_left)
        {
            Assert.Null(await source.FindAsync(key, Cancel));
        }

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.WriteAsync("@eaDir/new.jpg", new MemoryStream([1]), "image/jpeg", Cancel)
        );
        Assert.Equal("KeyRefused", fault.Code);
    }

    [Fact]
    public async Task What_a_bucket_holds_and_is_not_taken_is_counted_by_kind()
    {
        var bucket = _store.CreateBucket("mixed");
        foreach (
            var key in (string[])["a.jpg", "b.nef", "c.MOV", "d/e.mp4", "d/f.xcf", "d/g.xmp", "e.txt", "z/@eaDir/h.mp4", "z/i"]
        )
        {
            bucket.Put(key, new byte[] { 1 });
        }

        bucket.Put("d/", Array.Empty<byte>());
        using var source = Source(o => o.Bucket = "mixed");
        var (keys, left) = await ListAsync(source);
        Assert.Equal(["a.jpg", "b.nef"], keys);
        Assert.Equal(
            [
                (ExclusionKind.Video, 2L),
                (ExclusionKind.OtherPicture, 1L),
                (ExclusionKind.Sidecar, 1L),
                (ExclusionKind.OtherFile, 2L),
            ],
            left
        );
        // Videos come with their keys, in order, as a picture beside them may bring them along.
        var all = await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);
        Assert.Equal(
            all.OfType<ListingExclusion>().Where(e => e.Kind == ExclusionKind.Video).Select(e => e.Key!).Order(KeyOrder.Instance),
            all.OfType<ListingExclusion>().Where(e => e.Kind == ExclusionKind.Video).Select(e => e.Key!)
        );
        var some = await source.ListAsync(KeyRange.WithPrefix("d/"), Cancel).OfType<ListingExclusion>().ToListAsync(Cancel);
        Assert.Equal([(ExclusionKind.Video, 1L), (ExclusionKind.OtherPicture, 1L), (ExclusionKind.Sidecar, 1L)], Counts(some));
    }

    [Fact]
    public async Task Hidden_keys_are_listed_where_they_are_wanted()
    {
        using var source = Source(o => o.IncludeHidden = true);
        var (keys, left) = await ListAsync(source);
        Assert.Equal(s_left.Concat(s_kept).Order(KeyOrder.Instance), keys);
        Assert.Empty(left);
        Assert.NotNull(await source.FindAsync(s_left[0], Cancel));
    }

    [Fact]
    public async Task Patterns_leave_keys_out()
    {
        using var source = Source(o =>
        {
            o.IncludeHidden = true;
            o.Exclude.Add("*_small.jpg");
            o.Exclude.Add("2024/proofs/");
        });
        var (keys, left) = await ListAsync(source);
        Assert.Equal(s_left.Concat(s_kept).Except(["2024/a_small.jpg", "2024/proofs/p.jpg"]).Order(KeyOrder.Instance), keys);
        Assert.Equal([(ExclusionKind.Pattern, 2L)], left);
    }

    [Fact]
    public async Task A_hidden_folder_that_the_prefix_names_is_listed()
    {
        using var source = Source(o => o.Prefix = "2024/@eaDir/");
        var (keys, left) = await ListAsync(source);
        Assert.Equal(s_left.Where(k => k.StartsWith("2024/@eaDir/", StringComparison.Ordinal)), keys);
        Assert.Empty(left);
    }

    [Fact]
    public void A_faulty_pattern_is_told()
    {
        var options = new S3SourceOptions { Bucket = "nas" };
        options.Exclude.Add("/");
        Assert.StartsWith("S3: Exclude: ", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    private static async Task<(IEnumerable<string> Keys, IEnumerable<(ExclusionKind, long)> Left)> ListAsync(S3ImageSource source)
    {
        var entries = await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);
        return (entries.OfType<ImageListing>().Select(l => l.Key), Counts(entries.OfType<ListingExclusion>()));
    }

    private static IEnumerable<(ExclusionKind Kind, long Count)> Counts(IEnumerable<ListingExclusion> left) =>
        left.GroupBy(e => e.Kind).OrderBy(e => e.Key).Select(e => (e.Key, e.Sum(x => x.Count)));

    private S3ImageSource Source(Action<S3SourceOptions>? set = null)
    {
        var options = new S3SourceOptions { Bucket = "nas" };
        set?.Invoke(options);
        return new S3ImageSource(_client, options);
    }
}
