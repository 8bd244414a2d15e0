using System.Text;
using static ImageTagging.Tests.FileSystem.PictureFolder;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderWalkTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_sorts_as_its_name_with_a_slash_behind_it()
    {
        _folder.With("a.jpg", "a/x.jpg", "a-b.jpg", "a0.jpg", "Z.jpg", "é.jpg", "ｚ.jpg", "😀.jpg");
        Assert.Equal(
            ["Z.jpg", "a-b.jpg", "a.jpg", "a/x.jpg", "a0.jpg", "é.jpg", "ｚ.jpg", "😀.jpg"],
            await KeysAsync(_folder.Source())
        );
    }

    [Fact]
    public async Task Random_trees_come_in_the_order_of_their_bytes_whether_sorted_in_memory_or_on_disk()
    {
        const int Seed = 20261123;
        var random = new Random(Seed);
        string[] parts = ["a", "b", "a-", "a.", "a0", "é", "～", "😀", "B", " ", "a b"];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 300; i++)
        {
            var depth = random.Next(1, 4);
            keys.Add(
                string.Join('/', Enumerable.Range(0, depth).Select(_ => parts[random.Next(parts.Length)] + "_")) + $"{i}.jpg"
            );
        }

        _folder.With([.. keys]);
        var expected = keys.OrderBy(k => k, Comparer<string>.Create(CompareBytes)).ToArray();
        Assert.Equal(expected, await KeysAsync(_folder.Source(namesInMemory: 100_000)));
        Assert.Equal(expected, await KeysAsync(_folder.Source(namesInMemory: 3)));

        static int CompareBytes(string x, string y) =>
            Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
    }

    [Fact]
    public async Task Any_range_lists_what_it_holds_and_no_more()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        string[] keys =
        [
            .. Enumerable.Range(0, 60).Select(i => $"{(char)('a' + (i % 3))}/{(char)('a' + (i % 4))}-{i % 5}/{i}.jpg"),
            .. Enumerable.Range(0, 20).Select(i => $"{(char)('a' + (i % 3))}-{i}.jpg"),
        ];
        _folder.With(keys);
        var source = _folder.Source();
        var all = await KeysAsync(source);
        for (var i = 0; i < 200; i++)
        {
            var bounds = new[] { all[random.Next(all.Length)], all[random.Next(all.Length)] }.Order(KeyOrder.Instance).ToArray();
            var range = new KeyRange(bounds[0][..random.Next(bounds[0].Length + 1)], bounds[1]);
            Assert.Equal(all.Where(range.Contains), await KeysAsync(source, range));
        }
    }

    [Fact]
    public void A_folder_outside_the_range_is_not_read()
    {
        Posix.SkipElsewhere();
        _folder.With("2023/a.jpg", "2024/b.jpg");
        var closed = _folder.PathOf("2023");
        Posix.SetMode(_folder.Path, 0b111_101_101);
        Posix.SetMode(closed, 0);
        var seen = Posix.AsNobody(() => Everything(_folder.Source(), KeyRange.WithPrefix("2024/")));
        Posix.SetMode(closed, 0b111_101_101);
        Assert.Equal(["2024/b.jpg"], seen);
    }

    [Fact]
    public async Task Only_files_with_a_pictures_ending_are_listed_whatever_their_case()
    {
        _folder.With("a.JPG", "b.jpeg", "c.txt", "d", "e.jpg.bak", "f.PnG");
        Assert.Equal(["a.JPG", "b.jpeg", "f.PnG", "-OtherFile 3"], await KeysAsync(_folder.Source()));
        Assert.Equal(6, (await KeysAsync(_folder.Source(new() { Suffixes = [] }))).Length);
    }

    [Fact]
    public async Task What_devices_and_people_did_not_mean_as_pictures_is_left_out_and_counted_by_kind()
    {
        string[] hidden =
        [
            "#recycle/a.jpg",
            "$RECYCLE.BIN/a.jpg",
            "._b.jpg",
            ".Trash-1000/files/a.jpg",
            ".hidden.jpg",
            ".thumbnails/a.jpg",
            "@eaDir/c.jpg/SYNOPHOTO_THUMB_M.jpg",
            "__MACOSX/2024/._a.jpg",
            "deep/@eaDir/a.jpg",
            "deep/@eaDir/b.jpg",
        ];
        _folder.With([.. hidden, "c.jpg", "deep/d.jpg", ".notes.txt"]);
        var source = _folder.Source();
        Assert.Equal(
            ["c.jpg", "deep/d.jpg", "-Hidden 1", "-Thumbnails 3", "-Trash 3", "-AppleDouble 2"],
            await KeysAsync(source)
        );
        foreach (var key in hidden)
        {
            Assert.Null(await source.FindAsync(key, TestContext.Current.CancellationToken));
        }

        var all = _folder.Source(new() { IncludeHidden = true });
        Assert.Equal(hidden.Length + 2, (await ListAsync(all)).Count(e => e is ImageListing));
        Assert.NotNull(await all.FindAsync(".hidden.jpg", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_folder_holds_and_is_not_taken_is_counted_by_kind()
    {
        _folder.With(
            "a.jpg",
            "b.CR3",
            "c.MOV",
            "d/e.mp4",
            "d/f.xcf",
            "d/g.cur",
            "a.jpg.xmp",
            "a.jpg.json",
            "notes.txt",
            "d/noending"
        );
        _folder.With(
            ImageExclusions.IgnoreFileName,
            ".DS_Store",
            ".hidden.mov",
            "@eaDir/c.MOV/video.mp4",
            "left/h.mov",
            "left/i.jpg"
        );
        var source = _folder.Source(new() { Exclude = ["left/", "*.cur"] });
        string[] expected =
        [
            "a.jpg",
            "b.CR3",
            "-Thumbnails 1",
            "-Pattern 1",
            "-Video 2",
            "-OtherPicture 1",
            "-Sidecar 2",
            "-OtherFile 2",
        ];
        Assert.Equal(expected, await KeysAsync(source));
        // What a range is not about is not counted.
        Assert.Equal(["-Video 1", "-OtherPicture 1", "-OtherFile 1"], await KeysAsync(source, KeyRange.WithPrefix("d/")));
        // A picture whose ending was not asked for is one of another kind.
        Assert.Contains("-OtherPicture 3", await KeysAsync(_folder.Source(new() { Suffixes = [".jpg"] })));
    }

    [Fact]
    public async Task Patterns_and_the_ignore_file_leave_out_what_they_name()
    {
        _folder.With("2023/private/a.jpg", "2023/b.jpg", "raw/c.jpg", "x/raw/d.jpg", "x/e_tmp.JPG", "x/f.jpg", "keep/g.jpg");
        var source = _folder.Source(new() { Exclude = ["raw/", "*_tmp.*"] });
        await File.WriteAllTextAsync(
            _folder.PathOf(ImageExclusions.IgnoreFileName),
            "# mine\n\n/2023/private\nkeep/*\n!keep/g.jpg\n",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["2023/b.jpg", "keep/g.jpg", "x/f.jpg", "-Pattern 3", "-IgnoreFile 1"], await KeysAsync(source));
        Assert.Null(await source.FindAsync("2023/private/a.jpg", TestContext.Current.CancellationToken));
        Assert.Null(await source.FindAsync("x/raw/d.jpg", TestContext.Current.CancellationToken));
        Assert.NotNull(await source.FindAsync("keep/g.jpg", TestContext.Current.CancellationToken));

        var faults = Assert.Throws<ImageTaggingException>(() => _folder.Source(new() { Exclude = ["/"] }));
        Assert.Equal("InvalidOptions", faults.Code);
    }

    [Fact]
    public async Task A_cancelled_listing_ends()
    {
        _folder.With("a.jpg", "b.jpg");
        using var ending = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _folder.Source().ListAsync(KeyRange.All, ending.Token))
            {
                await ending.CancelAsync();
            }
        });
    }

    private static string[] Everything(IImageSource source, KeyRange range)
    {
        // The walk is synchronous, so the enumeration stays on the thread that asks.
        var listed = KeysAsync(source, range);
        Assert.True(listed.IsCompleted);
        return listed.GetAwaiter().GetResult();
    }
}
