namespace ImageTagging.Conformance;

/// <summary>Cancellation: rethrown, and the index stays true.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexCancellationConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task A_cancelled_call_throws_and_does_nothing()
    {
        var record = SampleRecords.Of("a", ("cat", 50));
        var index = await CreateAsync([record]);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;
        await ThrowsAsync(async () => await index.WriteAsync([RecordWrite.Create(SampleRecords.Of("b"))], cancelled));
        await ThrowsAsync(async () => await index.GetManyAsync([record.Name], cancelled));
        await ThrowsAsync(async () => await index.SearchAsync(new() { Query = new EverythingQuery() }, cancelled));
        await ThrowsAsync(async () => await index.CountTagsAsync(new(), cancelled));
        await ThrowsAsync(async () => await index.FindLabelsAsync([SampleRecords.Content("a")], SampleRecords.Tagger, cancelled));
        await ThrowsAsync(async () => await index.ReadStateAsync("a", cancelled));
        await ThrowsAsync(async () => await index.TryWriteStateAsync(new() { Name = "a", Value = "x" }, cancelled));
        await ThrowsAsync(async () =>
            await index.ScanAsync(SampleRecords.Source, KeyRange.All, cancelled).CountAsync(CancellationToken.None)
        );
        await ThrowsAsync(async () => await index.ReadAllAsync(null, null, cancelled).CountAsync(CancellationToken.None));
        await ThrowsAsync(async () => await index.ListStatesAsync("", cancelled).CountAsync(CancellationToken.None));
        await index.RefreshAsync(Cancel);
        Assert.Null(await GetAsync(index, new(SampleRecords.Source, "b")));
        Assert.Null(await index.ReadStateAsync("a", Cancel));
        Assert.Equal(["a"], await FindAsync(index, new EverythingQuery()));
    }

    [Fact]
    public async Task A_scan_and_a_read_end_when_they_are_cancelled_midway()
    {
        var index = await CreateAsync(Enumerable.Range(0, 3_000).Select(i => SampleRecords.Of($"{i:0000}")));
        await CancelMidwayAsync(token => index.ScanAsync(SampleRecords.Source, KeyRange.All, token).Select(r => r.Key));
        await CancelMidwayAsync(token => index.ReadAllAsync(null, null, token).Select(r => r.Key));
        Assert.Equal(3_000, (await index.SearchAsync(new() { Query = new EverythingQuery(), Size = 0 }, Cancel)).Total);

        static async Task CancelMidwayAsync(Func<CancellationToken, IAsyncEnumerable<string>> read)
        {
            using var source = new CancellationTokenSource();
            var seen = 0;
            await ThrowsAsync(async () =>
            {
                await foreach (var _ in read(source.Token))
                {
                    if (++seen == 10)
                    {
                        await source.CancelAsync();
                    }
                }
            });
            Assert.InRange(seen, 10, 2_999);
        }
    }

    [Fact]
    public async Task A_write_that_is_cancelled_midway_leaves_every_record_whole()
    {
        var index = await CreateAsync();
        ImageRecord[] records = [.. Enumerable.Range(0, 2_000).Select(i => SampleRecords.Of($"{i:0000}", ("cat", 50)))];
        using var source = new CancellationTokenSource();
        var writing = index.WriteAsync([.. records.Select(RecordWrite.Create)], source.Token).AsTask();
        await source.CancelAsync();
        try
        {
            await writing;
        }
        catch (OperationCanceledException)
        {
            // Either is right: ended in time, or too late to end.
        }

        // What was under way may still arrive; then all that is there is found by its tags.
        await index.RefreshAsync(Cancel);
        var stored = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        var missing = new List<RecordWrite>();
        foreach (var (record, read) in records.Zip(stored))
        {
            if (read is null)
            {
                missing.Add(RecordWrite.Create(record));
            }
            else
            {
                RecordText.AssertSame(record, read);
            }
        }

        await index.WriteAsync(missing, Cancel);
        await index.RefreshAsync(Cancel);
        var found = await index.SearchAsync(new() { Query = new HasTagQuery("cat"), Size = 0 }, Cancel);
        Assert.Equal(2_000, found.Total);
    }

    private static async Task ThrowsAsync(Func<Task> call) => await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
}
