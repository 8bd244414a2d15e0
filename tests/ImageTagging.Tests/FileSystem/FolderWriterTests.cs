using static ImageTagging.Tests.FileSystem.PictureFolder;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderWriterTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_written_picture_is_listed_and_read_again()
    {
        var source = _folder.Source(new() { AllowEmpty = true });
        var written = await source.WriteAsync("2024/may/a.jpg", Content("hello"), "image/jpeg", Cancel);
        Assert.Equal(["2024/may/a.jpg"], await KeysAsync(source));
        using var reader = new StreamReader(await source.OpenReadAsync(written, Cancel));
        Assert.Equal("hello", await reader.ReadToEndAsync(Cancel));
        Assert.Equal(["2024/may/a.jpg"], AllFiles());
    }

    [Fact]
    public async Task A_key_that_is_taken_is_never_replaced_and_of_many_writers_one_wins()
    {
        _folder.With("a.jpg");
        var source = _folder.Source();
        Assert.Equal("KeyTaken", await WriteFails(source, "a.jpg"));
        Assert.Equal("picture of a.jpg", await File.ReadAllTextAsync(_folder.PathOf("a.jpg"), Cancel));
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await source.WriteAsync("b.jpg", Content("writer " + i), "image/jpeg", Cancel);
                            return "";
                        }
                        catch (ImageTaggingException fault)
                        {
                            return fault.Code;
                        }
                    })
                )
        );
        Assert.Single(outcomes, "");
        Assert.Equal(15, outcomes.Count(o => o == "KeyTaken"));
        Assert.Equal(["a.jpg", "b.jpg"], AllFiles());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a.jpg")]
    [InlineData("x/../../a.jpg")]
    [InlineData("/tmp/a.jpg")]
    [InlineData("a/")]
    [InlineData("a//b.jpg")]
    [InlineData("a\nb.jpg")]
    [InlineData("a\0.jpg")]
    [InlineData("script.exe")]
    [InlineData("link/a.jpg")]
    [InlineData("file.jpg/a.jpg")]
    public async Task A_key_that_leaves_the_folder_or_would_not_be_listed_is_refused(string key)
    {
        using var outside = new PictureFolder();
        _folder.With("file.jpg");
        Directory.CreateSymbolicLink(_folder.PathOf("link"), outside.Path);
        Assert.Equal("KeyRefused", await WriteFails(_folder.Source(), key));
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
        Assert.Equal(["file.jpg"], AllFiles());
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_refused() =>
        Assert.Equal("KeyRefused", await WriteFails(_folder.Source(new() { AllowEmpty = true }), "a\ud800.jpg"));

    [Fact]
    public async Task A_name_longer_than_a_file_system_holds_is_refused() =>
        Assert.Equal("KeyRefused", await WriteFails(_folder.Source(new() { AllowEmpty = true }), new string('é', 130) + ".jpg"));

    [Fact]
    public async Task Content_that_breaks_off_leaves_nothing()
    {
        var source = _folder.Source(new() { AllowEmpty = true });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.WriteAsync("a.jpg", new BreakingStream(), "image/jpeg", Cancel)
        );
        Assert.Equal("WriteFailed", fault.Code);
        Assert.Empty(AllFiles());
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        using var ending = new CancellationTokenSource();
        var source = _folder.Source(new() { AllowEmpty = true });
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await source.WriteAsync("a.jpg", Content("hello"), "image/jpeg", ending.Token)
        );
        Assert.Empty(AllFiles());
    }

    private string[] AllFiles() =>
        [
            .. Directory
                .EnumerateFiles(
                    _folder.Path,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
                )
                .Select(f => Path.GetRelativePath(_folder.Path, f))
                .Order(KeyOrder.Instance),
        ];

    private static MemoryStream Content(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task<string> WriteFails(FolderImageSource source, string key) =>
        (
            await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await source.WriteAsync(key, Content("hello"), "image/jpeg", Cancel)
            )
        ).Code;

    private sealed class BreakingStream : MemoryStream
    {
        public BreakingStream()
            : base(new byte[100_000]) { }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("The connection broke.");
    }
}
