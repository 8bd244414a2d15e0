namespace ImageTagging.Conformance;

/// <summary>The common part of all suites for taggers. Derive the suites, not this.</summary>
/// <typeparam name="TProvider">Makes the tagger.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TaggerSuite<TProvider>(TProvider provider) : IClassFixture<TProvider>, IAsyncDisposable
    where TProvider : TaggerProvider
{
    private readonly List<ITagger> _opened = [];

    /// <summary>Makes the tagger.</summary>
    protected TProvider Provider { get; } = provider;

    /// <summary>The test's cancellation.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void No_suite_is_left_out() => ConformanceCompleteness.AssertEverySuite(GetType().Assembly, typeof(TProvider));

    /// <summary>A new tagger; released after the test.</summary>
    protected async ValueTask<ITagger> CreateAsync()
    {
        var tagger = await Provider.CreateAsync();
        _opened.Add(tagger);
        return tagger;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var tagger in _opened)
        {
            await Provider.ReleaseAsync(tagger);
        }
    }
}
