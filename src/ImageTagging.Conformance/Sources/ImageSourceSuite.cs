namespace ImageTagging.Conformance;

/// <summary>The common part of all suites for sources. Derive the suites, not this.</summary>
/// <typeparam name="TProvider">Makes the sources.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class ImageSourceSuite<TProvider>(TProvider provider) : IClassFixture<TProvider>, IAsyncDisposable
    where TProvider : ImageSourceProvider
{
    private readonly List<IImageSource> _opened = [];

    /// <summary>Makes the sources.</summary>
    protected TProvider Provider { get; } = provider;

    /// <summary>The test's cancellation.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void No_suite_is_left_out() => ConformanceCompleteness.AssertEverySuite(GetType().Assembly, typeof(TProvider));

    /// <summary>A source over a new store with these keys; released after the test. A picture's bytes are its key and a number.</summary>
    protected ValueTask<IImageSource> CreateAsync(params string[] keys) =>
        CreateAsync(keys.ToDictionary(k => k, BytesOf, StringComparer.Ordinal));

    /// <summary>A source over a new store with these pictures; released after the test.</summary>
    protected async ValueTask<IImageSource> CreateAsync(IReadOnlyDictionary<string, byte[]> pictures) =>
        Track(await Provider.CreateAsync(pictures));

    /// <summary>Releases a further source after the test.</summary>
    protected IImageSource Track(IImageSource source)
    {
        if (!_opened.Contains(source))
        {
            // Before the first, which may take the store away.
            _opened.Insert(0, source);
        }

        return source;
    }

    /// <summary>The bytes of a sample picture.</summary>
    protected static byte[] BytesOf(string key) => System.Text.Encoding.UTF8.GetBytes("picture of " + key);

    /// <summary>The listing of a source; files that it leaves out are not looked at.</summary>
    protected static async ValueTask<IReadOnlyList<SourceEntry>> ListAsync(IImageSource source, KeyRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return await source.ListAsync(range ?? KeyRange.All, Cancel).Where(e => e is not ListingExclusion).ToListAsync(Cancel);
    }

    /// <summary>The keys that a source lists; gaps fail.</summary>
    protected static async ValueTask<IReadOnlyList<string>> KeysAsync(IImageSource source, KeyRange? range = null) =>
        [.. (await ListAsync(source, range)).Select(e => Assert.IsType<ImageListing>(e).Key)];

    /// <summary>One listed picture, which must be there.</summary>
    protected static async ValueTask<ImageListing> ListedAsync(IImageSource source, string key) =>
        Assert.IsType<ImageListing>((await ListAsync(source)).Single(e => e is ImageListing l && l.Key == key));

    /// <summary>All bytes of a listed picture.</summary>
    protected static async ValueTask<byte[]> ReadAsync(IImageSource source, ImageListing listing)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var stream = await source.OpenReadAsync(listing, Cancel);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var source in _opened)
        {
            await Provider.ReleaseAsync(source);
        }
    }
}
