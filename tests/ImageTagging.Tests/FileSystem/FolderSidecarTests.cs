using System.Text;
using static ImageTagging.Tests.FileSystem.PictureFolder;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderSidecarTests : IDisposable
{
    private static readonly DateTime s_old = new(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly PictureFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a/b.jpg.xmp")]
    [InlineData("a/b.xmp")]
    [InlineData("a/b.XMP")]
    [InlineData("a/b.jpg.XMP")]
    public async Task A_file_beside_a_picture_that_changes_is_a_change_of_the_picture(string sidecar)
    {
        _folder.With("a/b.jpg", "a/c.jpg", sidecar);
        foreach (var key in (string[])["a/b.jpg", "a/c.jpg", sidecar])
        {
            File.SetLastWriteTimeUtc(_folder.PathOf(key), s_old);
        }

        Assert.Equal([s_old, s_old], await TimesAsync());
        File.SetLastWriteTimeUtc(_folder.PathOf(sidecar), s_old.AddHours(1));
        Assert.Equal([s_old.AddHours(1), s_old], await TimesAsync());
        File.Delete(_folder.PathOf(sidecar));
        Assert.Equal([s_old, s_old], await TimesAsync());
    }

    [Fact]
    public async Task Files_beside_a_picture_are_read_and_no_others()
    {
        _folder.With("a/b.jpg", "a/b.jpg.xmp", "other/b.jpg.xmp");
        var source = _folder.Source();
        var picture = Assert.IsType<ImageListing>(await source.FindAsync("a/b.jpg", Cancel));
        Assert.Equal("picture of a/b.jpg.xmp", await ReadAsync("a/b.jpg.xmp"));
        Assert.Null(await ReadAsync("a/b.xmp"));
        Assert.Null(await ReadAsync("other/b.jpg.xmp"));
        Assert.Null(await ReadAsync("a/../other/b.jpg.xmp"));
        Assert.Null(await ReadAsync("a/b.jpg.xmp", mostBytes: 3));
        File.CreateSymbolicLink(_folder.PathOf("a/b.xmp"), _folder.PathOf("other/b.jpg.xmp"));
        Assert.Null(await ReadAsync("a/b.xmp"));

        async Task<string?> ReadAsync(string key, int mostBytes = 100) =>
            await source.ReadBesideAsync(picture, key, mostBytes, Cancel) is { } bytes
                ? Encoding.UTF8.GetString(bytes.Span)
                : null;
    }

    // As listings, look-ups and readers see them, who must agree.
    private async Task<DateTime[]> TimesAsync()
    {
        var source = _folder.Source();
        var times = new List<DateTime>();
        foreach (var listing in (await ListAsync(source)).OfType<ImageListing>())
        {
            Assert.Equal(listing.ModifiedAt, (await source.FindAsync(listing.Key, Cancel))!.ModifiedAt);
            await (await source.OpenReadAsync(listing, Cancel)).DisposeAsync();
            times.Add(listing.ModifiedAt.UtcDateTime);
        }

        return [.. times.Take(2)];
    }
}
