using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.InMemory;

public sealed class InMemoryTagIndexTests
{
    private readonly InMemoryTagIndex _index = new();

    [Fact]
    public async Task Writes_hold_to_their_conditions()
    {
        var record = new RandomRecords(1).Next();
        var first = (await _index.WriteAsync([RecordWrite.Create(record)]))[0];
        Assert.Equal(WriteOutcome.Written, first.Outcome);
        Assert.Equal(WriteOutcome.Conflict, (await _index.WriteAsync([RecordWrite.Create(record)]))[0].Outcome);
        var second = (await _index.WriteAsync([RecordWrite.Replace(record, first.Token!)]))[0];
        Assert.Equal(
            WriteOutcome.Conflict,
            (await _index.WriteAsync([RecordWrite.Delete(record.Name, first.Token!)]))[0].Outcome
        );
        Assert.Equal(second.Token, (await _index.GetManyAsync([record.Name]))[0]!.Token);
        Assert.Equal(
            WriteOutcome.Written,
            (await _index.WriteAsync([RecordWrite.Delete(record.Name, second.Token!)]))[0].Outcome
        );
        Assert.Null((await _index.GetManyAsync([record.Name]))[0]);
    }

    [Fact]
    public async Task A_scan_comes_in_key_order_within_its_range_over_many_pages()
    {
        string[] keys = [.. Enumerable.Range(0, 2_500).Select(i => $"k{i:D5}"), "\U0001F600", "\uFFFD", "z"];
        foreach (var key in keys.Reverse())
        {
            await _index.WriteAsync([RecordWrite.Create(new RandomRecords(1).Next(key) with { Source = "s" })]);
        }

        await _index.WriteAsync([RecordWrite.Create(new RandomRecords(1).Next("k00001") with { Source = "other" })]);
        Assert.Equal(keys.Order(KeyOrder.Instance), await Keys(KeyRange.All));
        Assert.Equal(keys.Where(k => k.StartsWith("k01", StringComparison.Ordinal)), await Keys(KeyRange.WithPrefix("k01")));
        Assert.Empty(await Keys(new("b", "a")));

        async Task<List<string>> Keys(KeyRange range)
        {
            List<string> found = [];
            await foreach (var image in _index.ScanAsync("s", range))
            {
                found.Add(image.Key);
            }

            return found;
        }
    }

    [Theory]
    [InlineData(SearchSort.Score)]
    [InlineData(SearchSort.Newest)]
    [InlineData(SearchSort.Oldest)]
    [InlineData(SearchSort.Name)]
    [InlineData(SearchSort.Largest)]
    [InlineData(SearchSort.Smallest)]
    public async Task Pages_neither_skip_nor_repeat_while_others_write(SearchSort sort)
    {
        var random = new RandomRecords(5);
        List<ImageName> names = [];
        for (var i = 0; i < 300; i++)
        {
            var record = random.Next() with { GoneAt = null, Size = i % 7 };
            names.Add(record.Name);
            await _index.WriteAsync([RecordWrite.Create(record)]);
        }

        List<ImageName> seen = [];
        var request = new SearchRequest
        {
            Query = TagQueryParser.Parse("cat OR *"),
            Size = 7,
            Sort = sort,
        };
        do
        {
            var page = await _index.SearchAsync(request);
            seen.AddRange(page.Hits.Select(h => h.Record.Name));
            await _index.WriteAsync([RecordWrite.Create(random.Next() with { GoneAt = DateTimeOffset.UnixEpoch })]);
            var last = page.Hits[^1].Record;
            await _index.WriteAsync([RecordWrite.Delete(last.Name, last.Token!)]);
            request = request with { Cursor = page.NextCursor };
        } while (request.Cursor is not null);

        Assert.Equal(names.Order(), seen.Order());
    }

    [Fact]
    public async Task A_cursor_of_another_search_is_refused()
    {
        for (var i = 0; i < 3; i++)
        {
            await _index.WriteAsync([RecordWrite.Create(new RandomRecords(i).Next() with { GoneAt = null })]);
        }

        var request = new SearchRequest { Query = TagQueries.Everything, Size = 1 };
        var cursor = (await _index.SearchAsync(request)).NextCursor;
        SearchRequest[] others =
        [
            request with
            {
                Query = TagQueries.Tag("cat"),
            },
            request with
            {
                Sort = SearchSort.Name,
            },
            request with
            {
                Selections = [new(FacetField.Tag, ["cat"])],
            },
        ];
        foreach (var other in others)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await _index.SearchAsync(other with { Cursor = cursor })
            );
            Assert.Equal("CursorMismatch", fault.Code);
        }

        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _index.SearchAsync(request with { Cursor = "rubbish!" })
        );
    }

    [Fact]
    public async Task A_facet_leaves_out_the_selection_of_its_own_field()
    {
        await Put("a", "cat", "indoor");
        await Put("b", "cat", "outdoor");
        await Put("c", "dog", "outdoor");
        var results = await _index.SearchAsync(
            new()
            {
                Query = TagQueries.Everything,
                Facets = [new(FacetField.Tag), new(FacetField.Source)],
                Selections = [new(FacetField.Tag, ["cat"])],
            }
        );
        Assert.Equal(2, results.Total);
        Assert.Equal([new("cat", 2), new("outdoor", 2), new("dog", 1), new("indoor", 1)], results.Facets[0].Values);
        Assert.Equal([new("s", 2)], results.Facets[1].Values);
    }

    [Fact]
    public async Task Labels_are_found_by_content_current_holders_first()
    {
        ContentId content = ContentId.FromSha256(new byte[32]);
        TaggerState State(string settings) => new() { Name = "t", Fingerprint = new(settings, 0, 0) };
        var record = new RandomRecords(1).Next() with { Source = "s", Contents = [content], Previous = null, GoneAt = null };
        await _index.WriteAsync([
            RecordWrite.Create(record with { Key = "gone", Taggers = [State("g")], GoneAt = DateTimeOffset.UnixEpoch }),
            RecordWrite.Create(record with { Key = "here", Taggers = [State("h")] }),
            RecordWrite.Create(record with { Key = "same", Taggers = [State("h")] }),
            RecordWrite.Create(record with { Key = "private", Taggers = [State("p") with { IsListedContent = false }] }),
            RecordWrite.Create(
                record with
                {
                    Key = "was",
                    Contents = [],
                    Taggers = [State("x")],
                    Previous = new()
                    {
                        Contents = [content],
                        Taggers = [State("w")],
                        Edits = [],
                        ReplacedAt = DateTimeOffset.UnixEpoch,
                    },
                }
            ),
        ]);
        var found = await _index.FindLabelsAsync([content], "t");
        Assert.Equal(["here", "gone", "was"], found.Matches.Select(m => m.Image.Key));
        Assert.Empty((await _index.FindLabelsAsync([content], "u")).Matches);
    }

    [Fact]
    public async Task State_is_compared_and_swapped()
    {
        Assert.True(await _index.TryWriteStateAsync(new() { Name = "a/b", Value = "1" }));
        Assert.False(await _index.TryWriteStateAsync(new() { Name = "a/b", Value = "2" }));
        var entry = (await _index.ReadStateAsync("a/b"))!;
        Assert.True(await _index.TryWriteStateAsync(entry with { Value = "2" }));
        Assert.False(await _index.TryWriteStateAsync(entry with { Value = null }));
        entry = (await _index.ReadStateAsync("a/b"))!;
        Assert.Equal("2", entry.Value);
        Assert.True(await _index.TryWriteStateAsync(entry with { Value = null }));
        Assert.Null(await _index.ReadStateAsync("a/b"));
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _index.TryWriteStateAsync(new() { Name = "big", Value = new('x', 70_000) })
        );
    }

    [Fact]
    public async Task Counting_by_name_pages_through_all_values()
    {
        await Put("a", "cat", "bee", "ant");
        await Put("b", "cat", "dog");
        List<TagCount> all = [];
        while (true)
        {
            var page = await _index.CountTagsAsync(
                new()
                {
                    ByName = true,
                    Size = 2,
                    After = all.Count == 0 ? null : all[^1].Value,
                }
            );
            all.AddRange(page);
            if (page.Count < 2)
            {
                break;
            }
        }

        Assert.Equal([new("ant", 1), new("bee", 1), new("cat", 2), new("dog", 1)], all);
    }

    private ValueTask<IReadOnlyList<WriteResult>> Put(string key, params string[] tags) =>
        _index.WriteAsync([
            RecordWrite.Create(
                new RandomRecords(1).Next(key) with
                {
                    Source = "s",
                    GoneAt = null,
                    Tags = [.. tags.Select(t => new Tag(t, Confidence.Full))],
                }
            ),
        ]);
}
