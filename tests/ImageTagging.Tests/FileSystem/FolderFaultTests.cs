using System.Net.Sockets;
using static ImageTagging.Tests.FileSystem.PictureFolder;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderFaultTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fifo_and_a_socket_named_as_pictures_are_neither_listed_nor_opened()
    {
        Posix.SkipElsewhere();
        _folder.With("a.jpg");
        Posix.MakeFifo(_folder.PathOf("fifo.jpg"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.PathOf("s.jpg")));
        var source = _folder.Source();
        Assert.Equal(["a.jpg", "-OtherFile 2"], await KeysAsync(source));
        foreach (var key in new[] { "fifo.jpg", "s.jpg" })
        {
            Assert.Null(await source.FindAsync(key, Cancel));
            // Returns at once: without a writer a FIFO's open would never.
            await OpenFails(source, Made(key), FailureKind.Gone);
        }
    }

    [Fact]
    public async Task Links_are_not_followed_be_they_loops_or_ways_out_of_the_tree()
    {
        using var outside = new PictureFolder().With("secret.jpg", "deep/secret.jpg");
        _folder.With("a/b.jpg");
        File.CreateSymbolicLink(_folder.PathOf("out.jpg"), outside.PathOf("secret.jpg"));
        File.CreateSymbolicLink(_folder.PathOf("in.jpg"), "a/b.jpg");
        File.CreateSymbolicLink(_folder.PathOf("nowhere.jpg"), "missing.jpg");
        File.CreateSymbolicLink(_folder.PathOf("self.jpg"), "self.jpg");
        Directory.CreateSymbolicLink(_folder.PathOf("outside"), outside.Path);
        Directory.CreateSymbolicLink(_folder.PathOf("a/loop"), "..");
        var source = _folder.Source();
        Assert.Equal(["a/b.jpg", "-Link 6"], await KeysAsync(source));
        foreach (var key in new[] { "out.jpg", "outside/secret.jpg", "outside/deep/secret.jpg", "a/loop/a/b.jpg", "self.jpg" })
        {
            Assert.Null(await source.FindAsync(key, Cancel));
            await OpenFails(source, Made(key), FailureKind.Gone);
        }
    }

    [Theory]
    [InlineData("../secret.jpg")]
    [InlineData("a/../../secret.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.jpg")]
    [InlineData("./a.jpg")]
    [InlineData("a\0.jpg")]
    [InlineData("")]
    public async Task A_key_that_leads_elsewhere_is_not_there(string key)
    {
        _folder.With("a/b.jpg", "a.jpg");
        var source = _folder.Source(new() { Suffixes = [] });
        Assert.Null(await source.FindAsync(key, Cancel));
        await OpenFails(source, Made(key), FailureKind.Gone);
    }

    [Fact]
    public async Task Odd_names_round_trip_through_list_find_and_read()
    {
        string[] keys =
        [
            " lead and trail .jpg",
            "'single' \"double\".jpg",
            "...jpg",
            "..a/b..c.jpg",
            "back\\slash.jpg",
            "emoji 👩‍🚀.jpg",
            "line\nbreak.jpg",
            "percent%2F.jpg",
            "tab\there.jpg",
            "\u001b[31mred.jpg",
            "*?[x].jpg",
        ];
        _folder.With(keys);
        var source = _folder.Source(new() { IncludeHidden = true });
        var listed = await ListAsync(source);
        Assert.Equal(keys.Order(KeyOrder.Instance), listed.Select(Text));
        foreach (var listing in listed.Cast<ImageListing>())
        {
            using var reader = new StreamReader(await source.OpenReadAsync(listing, Cancel));
            Assert.Equal("picture of " + listing.Key, await reader.ReadToEndAsync(Cancel));
            var found = await source.FindAsync(listing.Key, Cancel);
            Assert.Equal(
                listing with
                {
                    ListedAt = default,
                    Contents = [],
                    Beside = null,
                },
                found! with
                {
                    ListedAt = default,
                    Contents = [],
                }
            );
        }
    }

    [Fact]
    public async Task Names_that_are_no_utf8_are_gaps_and_the_walk_goes_on()
    {
        Posix.SkipElsewhere();
        _folder.With("a.jpg", "z.jpg", "valid\uFFFD.jpg");
        Posix.WriteFile(_folder.Path, [(byte)'m', 0xE9, .. ".jpg"u8]);
        Posix.WriteFile(_folder.Path, [(byte)'m', 0xE9, .. ".txt"u8]);
        Posix.MakeFolder(_folder.Path, [(byte)'n', 0xFF]);
        var listed = await KeysAsync(_folder.Source());
        Posix.Remove(_folder.Path, [(byte)'m', 0xE9, .. ".jpg"u8]);
        Posix.Remove(_folder.Path, [(byte)'m', 0xE9, .. ".txt"u8]);
        Posix.Remove(_folder.Path, [(byte)'n', 0xFF]);
        Assert.Equal(["a.jpg", "!m\uFFFD.jpg", "!n\uFFFD/", "valid\uFFFD.jpg", "z.jpg", "-OtherFile 1"], listed);
    }

    [Fact]
    public async Task Names_that_are_no_utf8_and_look_alike_are_counted()
    {
        Posix.SkipElsewhere();
        byte[] one = [(byte)'m', 0xE9, .. ".jpg"u8],
            two = [(byte)'m', 0xFE, .. ".jpg"u8];
        _folder.With("a.jpg", "z.jpg");
        Posix.WriteFile(_folder.Path, one);
        Posix.WriteFile(_folder.Path, two);
        var listed = await ListAsync(_folder.Source());
        Posix.Remove(_folder.Path, one);
        Posix.Remove(_folder.Path, two);
        Assert.Equal(["a.jpg", "!m\uFFFD.jpg", "z.jpg"], listed.Select(Text));
        Assert.Contains("2 names", Assert.IsType<ListingGap>(listed[1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_a_gap_and_a_file_that_may_not_a_refusal()
    {
        Posix.SkipElsewhere();
        _folder.With("a.jpg", "closed/b.jpg", "closed.jpg", "names-only/c.jpg", "z.jpg");
        Posix.SetMode(_folder.Path, 0b111_101_101);
        Posix.SetMode(_folder.PathOf("closed"), 0);
        Posix.SetMode(_folder.PathOf("names-only"), 0b111_100_100);
        Posix.SetMode(_folder.PathOf("closed.jpg"), 0b100_000_000);
        var source = _folder.Source();
        try
        {
            var (listed, refusal, lookUp) = Posix.AsNobody(() =>
            {
                var all = KeysAsync(source).GetAwaiter().GetResult();
                var listing = source.FindAsync("closed.jpg", Cancel).AsTask().GetAwaiter().GetResult();
                var open = Record.Exception(() => _ = source.OpenReadAsync(listing!, Cancel).AsTask().GetAwaiter().GetResult());
                var find = Record.Exception(() => _ = source.FindAsync("closed/b.jpg", Cancel).AsTask().GetAwaiter().GetResult());
                return (all, open, find);
            });
            Assert.Equal(["a.jpg", "closed.jpg", "!closed/", "!names-only/c.jpg", "z.jpg"], listed);
            Assert.Equal(FailureKind.Refused, Assert.IsType<ImageTaggingException>(refusal).Kind);
            Assert.Equal(FailureKind.Transient, Assert.IsType<ImageTaggingException>(lookUp).Kind);
        }
        finally
        {
            Posix.SetMode(_folder.PathOf("closed"), 0b111_101_101);
            Posix.SetMode(_folder.PathOf("names-only"), 0b111_101_101);
        }
    }

    [Fact]
    public async Task An_unmounted_disk_below_is_a_gap_where_it_was_named()
    {
        _folder.With("a.jpg", "z.jpg");
        Directory.CreateDirectory(_folder.PathOf("nas"));
        var source = _folder.Source(new() { MountPoints = ["nas/", "usb"] });
        Assert.Equal(["a.jpg", "!nas/", "!usb/", "z.jpg"], await KeysAsync(source));
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("nas/b.jpg", Cancel));
        _folder.With("nas/b.jpg", "usb/c.jpg");
        Assert.Equal(["a.jpg", "nas/b.jpg", "usb/c.jpg", "z.jpg"], await KeysAsync(source));
    }

    [Fact]
    public async Task A_mount_point_whose_parent_is_missing_or_no_folder_is_a_gap_too()
    {
        _folder.With("a.jpg", "z.jpg");
        var source = _folder.Source(new() { MountPoints = ["disks/x/nas/", "disks/b", "file/usb"] });
        Assert.Equal(["a.jpg", "!disks/b/", "!disks/x/nas/", "!file/usb/", "z.jpg"], await KeysAsync(source));
        _folder.With("file", "disks/other/o.jpg");
        Assert.Equal(
            ["a.jpg", "!disks/b/", "disks/other/o.jpg", "!disks/x/nas/", "!file/usb/", "z.jpg", "-OtherFile 1"],
            await KeysAsync(source)
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("disks/x/nas/b.jpg", Cancel));
    }

    [Theory]
    [InlineData("missing", "FolderMissing")]
    [InlineData("empty", "FolderEmpty")]
    [InlineData("file.jpg", "NotAFolder")]
    public async Task A_root_that_is_missing_empty_or_no_folder_is_a_fault_of_the_set_up(string name, string code)
    {
        _folder.With("file.jpg");
        Directory.CreateDirectory(_folder.PathOf("empty"));
        var source = new FolderImageSource(_folder.PathOf(name));
        var listing = await Assert.ThrowsAsync<ImageTaggingException>(() => ListAsync(source));
        Assert.Equal((FailureKind.SetUp, code), (listing.Kind, listing.Code));
        var finding = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("a.jpg", Cancel));
        Assert.Equal(code, finding.Code);
    }

    [Fact]
    public async Task An_empty_root_is_a_source_where_that_is_allowed()
    {
        Assert.Empty(await ListAsync(_folder.Source(new() { AllowEmpty = true })));
    }

    [Fact]
    public async Task A_file_that_vanishes_or_changes_between_listing_and_reading_is_gone()
    {
        _folder.With("a.jpg", "b.jpg", "c.jpg");
        var source = _folder.Source();
        var listed = (await ListAsync(source)).Cast<ImageListing>().ToArray();
        File.Delete(_folder.PathOf("a.jpg"));
        File.AppendAllText(_folder.PathOf("b.jpg"), "more");
        File.SetLastWriteTimeUtc(_folder.PathOf("c.jpg"), listed[2].ModifiedAt.UtcDateTime.AddSeconds(1));
        Assert.Equal("NotFound", await OpenFails(source, listed[0], FailureKind.Gone));
        Assert.Equal("ChangedWhileReading", await OpenFails(source, listed[1], FailureKind.Gone));
        Assert.Equal("ChangedWhileReading", await OpenFails(source, listed[2], FailureKind.Gone));
    }

    [Fact]
    public async Task A_file_that_vanishes_during_the_listing_is_left_out()
    {
        _folder.With("a.jpg", "b.jpg", "c/d.jpg", "e.jpg");
        var keys = new List<string>();
        await foreach (var entry in _folder.Source().ListAsync(KeyRange.All, Cancel))
        {
            keys.Add(Text(entry));
            if (keys.Count == 1)
            {
                File.Delete(_folder.PathOf("b.jpg"));
                Directory.Delete(_folder.PathOf("c"), recursive: true);
            }
        }

        Assert.Equal(["a.jpg", "e.jpg"], keys);
    }

    private static ImageListing Made(string key) =>
        new()
        {
            Key = key,
            Location = "file:///made-up",
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };

    private static async Task<string> OpenFails(IImageSource source, ImageListing listing, FailureKind kind)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.OpenReadAsync(listing, Cancel));
        Assert.Equal(kind, fault.Kind);
        Assert.Equal(listing.Key, fault.Image?.Key);
        return fault.Code;
    }
}
