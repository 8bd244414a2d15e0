using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Downloading;

public sealed class ImageDownloaderTests : IDisposable
{
    private static readonly DateTimeOffset s_yesterday = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Target => _folder.File("pictures");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Breaks => ["refused", "cut", "torn", "other bytes"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_file_that_is_replaced_is_there_until_the_new_one_is_whole(string fault)
    {
        var file = Old("sub/a.jpg", "the old picture");
        var report = await DownloadAsync(new Store(fault), replace: true);
        Assert.Equal("the old picture", await File.ReadAllTextAsync(file, Cancel));
        Assert.Single(report.Failures);
        Assert.Equal([file], Directory.GetFiles(Target, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_cancelled_replacement_leaves_the_file_that_was_there()
    {
        var file = Old("sub/a.jpg", "the old picture");
        using var stop = new CancellationTokenSource();
        var store = new Store("stops") { Stop = stop };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(store, replace: true, stop.Token));
        Assert.Equal("the old picture", await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal([file], Directory.GetFiles(Target, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_is_replaced_only_where_that_was_asked_for_and_is_then_the_listed_one()
    {
        var file = Old("sub/a.jpg", "the old picture");
        Assert.Equal("KeyTaken", Assert.Single((await DownloadAsync(new Store(), replace: false)).Failures).Reason.Code);
        Assert.Equal("the old picture", await File.ReadAllTextAsync(file, Cancel));

        Assert.Equal(1, (await DownloadAsync(new Store(), replace: true)).Downloaded);
        Assert.Equal(Store.Content, await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(Store.At.UtcDateTime, File.GetLastWriteTimeUtc(file));
        Assert.Equal(1, (await DownloadAsync(new Store(), replace: true)).Present);
        Assert.Equal([file], Directory.GetFiles(Target, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_fails_alone()
    {
        var store = new FolderImageSource(_folder.File("store"));
        foreach (var key in (string[])["2018/a.jpg", "2019/b.jpg", "2020/c.jpg"])
        {
            var file = _folder.File("store/" + key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, key, Cancel);
        }

        Directory.CreateDirectory(Path.Join(Target, "2019"));
        using var locked = LockedFolder.TryLock(Path.Join(Target, "2019"));
        Assert.SkipWhen(locked is null, "This user may write everywhere.");

        var report = await new ImageDownloader(store, Target).DownloadAsync(new() { Parallel = 1 }, cancellationToken: Cancel);

        Assert.Equal(2, report.Downloaded);
        var failure = Assert.Single(report.Failures);
        Assert.Equal(("2019/b.jpg", ErrorCodes.AccessDenied), (failure.Image.Key, failure.Reason.Code));
        Assert.Contains("2019", failure.Reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_regular_file_is_never_replaced()
    {
        Directory.CreateDirectory(Path.Join(Target, "sub/a.jpg"));
        Assert.Equal("KeyTaken", Assert.Single((await DownloadAsync(new Store(), replace: true)).Failures).Reason.Code);
        Assert.True(Directory.Exists(Path.Join(Target, "sub/a.jpg")));

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        Directory.Delete(Path.Join(Target, "sub/a.jpg"));
        var elsewhere = _folder.File("elsewhere.jpg");
        await File.WriteAllTextAsync(elsewhere, "elsewhere", Cancel);
        File.CreateSymbolicLink(Path.Join(Target, "sub/a.jpg"), elsewhere);
        Assert.Single((await DownloadAsync(new Store(), replace: true)).Failures);
        Assert.Equal("elsewhere", await File.ReadAllTextAsync(elsewhere, Cancel));
    }

    private Task<DownloadReport> DownloadAsync(Store store, bool replace, CancellationToken? cancel = null) =>
        new ImageDownloader(store, Target).DownloadAsync(new() { Replace = replace }, cancellationToken: cancel ?? Cancel);

    private string Old(string key, string text)
    {
        var file = Path.Join(Target, key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, s_yesterday.UtcDateTime);
        return file;
    }

    // One picture, read whole unless something goes wrong with it.
    private sealed class Store(string fault = "") : IImageSource
    {
        public const string Content = "the new picture, longer";
        public static readonly DateTimeOffset At = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

        public CancellationTokenSource? Stop { get; init; }

        public string Name => "s3://pictures";

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.CompletedTask;
            yield return new ImageListing
            {
                Key = "sub/a.jpg",
                Location = Name + "/sub/a.jpg",
                Size = Content.Length,
                ModifiedAt = At,
                Contents = [ContentId.FromSha256(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Content)))],
            };
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            fault == "refused"
                ? throw new ImageTaggingException("It may not be read.") { Kind = FailureKind.Refused, Code = "AccessDenied" }
                : ValueTask.FromResult<Stream>(
                    fault switch
                    {
                        "cut" => new MemoryStream(Encoding.UTF8.GetBytes(Content[..5])),
                        "other bytes" => new MemoryStream(Encoding.UTF8.GetBytes(Content.Replace('n', 'N'))),
                        "torn" => new Torn(() => throw new IOException("The connection was closed.")),
                        "stops" => new Torn(() =>
                        {
                            Stop!.Cancel();
                            throw new OperationCanceledException(Stop.Token);
                        }),
                        _ => new MemoryStream(Encoding.UTF8.GetBytes(Content)),
                    }
                );
    }

    // Some bytes, and then something else than an end.
    private sealed class Torn(Action end) : MemoryStream(Encoding.UTF8.GetBytes("the new"))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                end();
            }

            return count;
        }
    }
}
