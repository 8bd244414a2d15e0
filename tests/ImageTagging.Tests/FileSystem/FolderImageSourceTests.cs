using static ImageTagging.Tests.FileSystem.PictureFolder;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderImageSourceTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_prefix_narrows_the_source_and_keys_stay_relative_to_the_root()
    {
        _folder.With("2023/a.jpg", "2024/b.jpg", "2024/c/d.jpg", "2024x.jpg");
        var source = _folder.Source(new() { Prefix = "2024/" });
        Assert.Equal(["2024/b.jpg", "2024/c/d.jpg"], await KeysAsync(source));
        Assert.Null(await source.FindAsync("2023/a.jpg", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_listing_tells_size_time_and_an_address_that_a_browser_understands()
    {
        const string Key = "a b/50% #1?'\"\n.jpg";
        _folder.With(Key);
        var time = new DateTime(2024, 2, 29, 12, 34, 56, 789, DateTimeKind.Utc).AddTicks(4321);
        File.SetLastWriteTimeUtc(_folder.PathOf(Key), time);
        var listing = Assert.IsType<ImageListing>(Assert.Single(await ListAsync(_folder.Source())));
        Assert.Equal(Key, listing.Key);
        Assert.Equal(new FileInfo(_folder.PathOf(Key)).Length, listing.Size);
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 34, 56, 789, TimeSpan.Zero), listing.ModifiedAt);
        Assert.Null(listing.Version);
        Assert.EndsWith("/a%20b/50%25%20%231%3F%27%22%0A.jpg", listing.Location, StringComparison.Ordinal);
        Assert.Equal(_folder.Source().Folder + "/" + Key, new Uri(listing.Location).LocalPath);
    }

    [Fact]
    public async Task Two_paths_to_one_folder_have_one_name()
    {
        _folder.With("real/a.jpg");
        Directory.CreateSymbolicLink(_folder.PathOf("link"), "real");
        var linked = new FolderImageSource(_folder.PathOf("link"));
        Assert.Equal(new FolderImageSource(_folder.PathOf("real/../real/")).Name, linked.Name);
        Assert.Equal(["a.jpg"], await KeysAsync(linked));
        Assert.Equal("photos", new FolderImageSource(_folder.Path, new() { Name = "photos" }).Name);
    }
}
