using ImageTagging.AspNetCore.Images;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.AspNetCore.Tests;

public sealed class ThumbnailCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SetTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_has_one_cache_and_the_smallest_bound()
    {
        var one = ThumbnailCache.For(_folder.Path, 10_000, NullLogger.Instance, _time);
        Assert.Same(
            one,
            ThumbnailCache.For(_folder.Path + "/../" + Path.GetFileName(_folder.Path), 9_000, NullLogger.Instance, _time)
        );
        Assert.NotSame(one, ThumbnailCache.For(_folder.File("other"), 10_000, NullLogger.Instance, _time));
        GC.KeepAlive(one);
    }

    [Fact]
    public async Task A_folder_that_could_not_be_written_is_tried_again_after_a_while()
    {
        var path = _folder.File("thumbnails");
        await File.WriteAllTextAsync(path, "in the way");
        var cache = new ThumbnailCache(path, 10_000, NullLogger.Instance, _time);
        Assert.Equal((1, 1), (await MakesAsync(cache), await MakesAsync(cache)));

        File.Delete(path);
        Assert.Equal(1, await MakesAsync(cache));
        Assert.False(Directory.Exists(path));
        _time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal((1, 0), (await MakesAsync(cache), await MakesAsync(cache)));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_deleted()
    {
        Directory.CreateDirectory(_folder.File("ab"));
        var (old, fresh) = (_folder.File("ab/x.part"), _folder.File("ab/y.part"));
        await File.WriteAllTextAsync(old, "half");
        await File.WriteAllTextAsync(fresh, "half");
        File.SetLastWriteTimeUtc(old, _time.Now.UtcDateTime.AddHours(-2));
        File.SetLastWriteTimeUtc(fresh, _time.Now.UtcDateTime);

        await MakesAsync(new ThumbnailCache(_folder.Path, 10_000, NullLogger.Instance, _time));

        Assert.Equal((false, true), (File.Exists(old), File.Exists(fresh)));
    }

    [Fact]
    public void What_could_not_be_decoded_is_not_tried_again_for_a_minute()
    {
        var faults = new RecentFaults(_time);
        faults.ThrowIfRecent("a");
        faults.Remember("a", new("No picture.") { Kind = FailureKind.Refused, Code = "NotAPicture" });

        var fault = Assert.Throws<ImageTaggingException>(() => faults.ThrowIfRecent("a"));

        Assert.Equal(("No picture.", "NotAPicture", FailureKind.Refused), (fault.Message, fault.Code, fault.Kind));
        _time.Now += TimeSpan.FromMinutes(2);
        faults.ThrowIfRecent("a");
    }

    // How often a thumbnail was made for one who asks.
    private static async Task<int> MakesAsync(ThumbnailCache cache)
    {
        var made = 0;
        await using var stream = await cache.OpenAsync(
            "a",
            () =>
            {
                made++;
                return Task.FromResult<ReadOnlyMemory<byte>>(new byte[100]);
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(100, stream.Length);
        return made;
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
