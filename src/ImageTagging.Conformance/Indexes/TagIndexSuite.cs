namespace ImageTagging.Conformance;

/// <summary>The common part of all suites for indexes. Derive the suites, not this.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexSuite<TProvider>(TProvider provider) : IClassFixture<TProvider>, IAsyncDisposable
    where TProvider : TagIndexProvider
{
    private readonly List<ITagIndex> _opened = [];

    /// <summary>Makes the indexes.</summary>
    protected TProvider Provider { get; } = provider;

    /// <summary>The test's cancellation.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void No_suite_is_left_out() => ConformanceCompleteness.AssertEverySuite(GetType().Assembly, typeof(TProvider));

    /// <summary>How many trials a random test makes; see <see cref="ConformanceTrials"/>.</summary>
    protected virtual int Trials(int full) => ConformanceTrials.Count(full);

    /// <summary>A new, empty index; released after the test.</summary>
    protected async ValueTask<ITagIndex> CreateAsync()
    {
        var index = await Provider.CreateAsync();
        _opened.Add(index);
        return index;
    }

    /// <summary>A new index with these records, refreshed.</summary>
    protected async ValueTask<ITagIndex> CreateAsync(IEnumerable<ImageRecord> records)
    {
        var index = await CreateAsync();
        await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        await index.RefreshAsync(Cancel);
        return index;
    }

    /// <summary>A second handle on an index; released after the test.</summary>
    protected async ValueTask<ITagIndex> OpenAgainAsync(ITagIndex index)
    {
        var again = await Provider.OpenAgainAsync(index);
        if (!_opened.Contains(again))
        {
            // Before the first, which may take the files away.
            _opened.Insert(0, again);
        }

        return again;
    }

    /// <summary>Writes, every write being expected to succeed.</summary>
    protected static async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(ITagIndex index, params RecordWrite[] writes)
    {
        ArgumentNullException.ThrowIfNull(index);
        var results = await index.WriteAsync(writes, Cancel);
        Assert.Equal(writes.Length, results.Count);
        Assert.All(
            results,
            r => Assert.True(r.Outcome == WriteOutcome.Written, $"A write was not carried out: {r.Outcome} {r.Code} {r.Message}")
        );
        return results;
    }

    /// <summary>Writes one record where none is and returns its token.</summary>
    protected static async ValueTask<string> PutAsync(ITagIndex index, ImageRecord record) =>
        Assert.IsType<string>((await WriteAsync(index, RecordWrite.Create(record)))[0].Token);

    /// <summary>Writes one and returns what became of it.</summary>
    protected static async ValueTask<WriteResult> TryAsync(ITagIndex index, RecordWrite write)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Assert.Single(await index.WriteAsync([write], Cancel));
    }

    /// <summary>Reads one record; null where there is none.</summary>
    protected static async ValueTask<ImageRecord?> GetAsync(ITagIndex index, ImageName name)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Assert.Single(await index.GetManyAsync([name], Cancel));
    }

    /// <summary>The names that a query finds, in key order; the total must agree.</summary>
    protected static async ValueTask<IReadOnlyList<string>> FindAsync(ITagIndex index, TagQuery query)
    {
        ArgumentNullException.ThrowIfNull(index);
        var found = await index.SearchAsync(
            new()
            {
                Query = query,
                Size = SearchRequest.MaxSize,
                Sort = SearchSort.Name,
            },
            Cancel
        );
        Assert.Equal(found.Total, found.Hits.Count);
        return [.. found.Hits.Select(h => h.Record.Key)];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var index in _opened)
        {
            await Provider.ReleaseAsync(index);
        }
    }
}
