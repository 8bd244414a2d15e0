namespace ImageTagging.Conformance;

/// <summary>The times at which writes are visible: by name at once, to searches after a refresh.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexRefreshConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly ImageRecord s_record = SampleRecords.Of("a", ("cat", 90)) with
    {
        Contents = [SampleRecords.Content("one")],
    };

    [Fact]
    public async Task Reads_by_name_see_every_acknowledged_write_at_once()
    {
        var index = await CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            var stored = await GetAsync(index, s_record.Name);
            var write = stored is null
                ? RecordWrite.Create(s_record)
                : RecordWrite.Replace(stored with { Size = i }, stored.Token!);
            var token = (await WriteAsync(index, write))[0].Token;
            Assert.Equal(token, (await GetAsync(index, s_record.Name))!.Token);
        }

        Assert.Equal(19, (await GetAsync(index, s_record.Name))!.Size);
    }

    [Fact]
    public async Task State_sees_every_acknowledged_write_at_once()
    {
        var index = await CreateAsync();
        string? token = null;
        for (var i = 0; i < 20; i++)
        {
            Assert.True(
                await index.TryWriteStateAsync(
                    new()
                    {
                        Name = "n",
                        Value = $"{i}",
                        Token = token,
                    },
                    Cancel
                )
            );
            var entry = await index.ReadStateAsync("n", Cancel);
            Assert.Equal($"{i}", entry!.Value);
            token = entry.Token;
        }
    }

    [Fact]
    public async Task After_a_refresh_everything_sees_the_write()
    {
        var index = await CreateAsync();
        var again = await OpenAgainAsync(index);
        string? token = null;
        for (var i = 0; i < 3; i++)
        {
            var record = s_record with
            {
                Size = i,
                Tags = [new($"tag{i}", new(9_000))],
                Contents = [SampleRecords.Content($"{i}")],
            };
            var write = token is null ? RecordWrite.Create(record) : RecordWrite.Replace(record, token);
            token = (await WriteAsync(index, write))[0].Token;
            await index.RefreshAsync(Cancel);
            foreach (var handle in new[] { index, again })
            {
                Assert.Equal(["a"], await FindAsync(handle, new HasTagQuery($"tag{i}")));
                Assert.Equal([new TagCount($"tag{i}", 1)], await handle.CountTagsAsync(new(), Cancel));
                Assert.Equal(
                    i,
                    Assert.Single(await handle.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).ToListAsync(Cancel)).Size
                );
                Assert.Equal(i, Assert.Single(await handle.ReadAllAsync(null, null, Cancel).ToListAsync(Cancel)).Size);
                Assert.Single(
                    (await handle.FindLabelsAsync([SampleRecords.Content($"{i}")], SampleRecords.Tagger, Cancel)).Matches
                );
            }
        }
    }

    [Fact]
    public async Task A_search_while_others_write_gives_records_that_match()
    {
        var index = await CreateAsync(Enumerable.Range(0, 200).Select(i => SampleRecords.Of($"{i:000}", ("cat", 90))));
        var again = await OpenAgainAsync(index);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i += 10)
                {
                    var stored = await index.GetManyAsync(
                        [.. Enumerable.Range(i, 10).Select(k => new ImageName(SampleRecords.Source, $"{k:000}"))],
                        Cancel
                    );
                    await WriteAsync(
                        index,
                        [.. stored.Select(r => RecordWrite.Replace(r! with { Tags = [new("dog", new(5_000))] }, r.Token!))]
                    );
                    await index.RefreshAsync(Cancel);
                }
            },
            Cancel
        );
        do
        {
            var found = await again.SearchAsync(new() { Query = new HasTagQuery("cat"), Size = 1_000 }, Cancel);
            Assert.Equal(found.Total, found.Hits.Count);
            Assert.All(found.Hits, h => Assert.Equal("cat", Assert.Single(h.Record.Tags).Name));
        } while (!writing.IsCompleted);

        await writing;
        await again.RefreshAsync(Cancel);
        Assert.Equal(200, (await FindAsync(again, new HasTagQuery("dog"))).Count);
        Assert.Empty(await FindAsync(again, new HasTagQuery("cat")));
    }
}
