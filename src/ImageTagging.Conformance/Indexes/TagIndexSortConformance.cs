namespace ImageTagging.Conformance;

/// <summary>Scores, orders with ties, and cursors.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexSortConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    public static TheoryData<SearchSort> Sorts { get; } = [.. Enum.GetValues<SearchSort>()];

    [Fact]
    public async Task The_score_is_one_and_the_confidence_for_each_positive_tag_whichever_branch_matched()
    {
        var index = await CreateAsync([
            SampleRecords.Of("a", ("cat", 99), ("dog", 29.99)),
            SampleRecords.Of("b", ("cat", 98.99), ("dog", 31)),
            SampleRecords.Of("c", ("dog", 95)),
            SampleRecords.Of("d", ("cow", 100)),
            SampleRecords.Of("e", ("ewe", 0)),
        ]);
        (TagQuery Query, string Scores)[] cases =
        [
            (Tag("cat"), "a8.92 b8.9192"),
            (Tag("ewe"), "e1"),
            (new AndQuery(new([Tag("cat"), Tag("dog")])), "a12.3192 b12.3992"),
            (new OrQuery(new([Tag("cat"), Tag("dog")])), "a12.3192 b12.3992 c8.6"),
            (new OrQuery(new([new HasTagQuery("cat", new(9_900)), Tag("dog")])), "a12.3192 b12.3992 c8.6"),
            (new AndQuery(new([Tag("cat"), new HasTagQuery("cat", new(9_000))])), "a8.92 b8.9192"),
            (new AndQuery(new([Tag("cat"), new NotQuery(Tag("cow"))])), "a8.92 b8.9192"),
            (new OrQuery(new([Tag("cow"), new NotQuery(Tag("cat"))])), "c0 d9 e0"),
            (new NotQuery(new NotQuery(Tag("cat"))), "a8.92 b8.9192"),
            (new NotQuery(new AndQuery(new([Tag("cat"), new NotQuery(Tag("dog"))]))), "a3.3992 b3.48 c8.6 d0 e0"),
            (new EverythingQuery(), "a0 b0 c0 d0 e0"),
            (new AnyOfQuery(new(Tag("cat")), new(Tag("dog"), 12)), "a8.92 b8.9192 c6.45"),
            (new AnyOfQuery(new(Tag("cow"), 1), new(Tag("dog"), 3)), "a0.63735 b0.6525 c1.6125 d0.5625"),
            (new AnyOfQuery(new(Tag("cat"), 8), new(Tag("dog"), 8), new(Tag("cat"), 16)), "a8.92 b8.9192 c4.3"),
            (new AnyOfQuery(new(new("dog", new(9_000)), 8), new(Tag("cow"), 1)), "c4.3 d0.5625"),
            (new AndQuery(new([Tag("cat"), new AnyOfQuery(new(Tag("cat"), 8), new(Tag("dog"), 16))])), "a13.38 b13.3788"),
            (
                new OrQuery(new([new AnyOfQuery(new WeightedTag(Tag("cat"))), new AnyOfQuery(new WeightedTag(Tag("dog"), 8))])),
                "a10.6196 b10.6592 c4.3"
            ),
            (
                new AndQuery(
                    new([Tag("cat"), new OrQuery(new([Tag("cat"), new AnyOfQuery(new(Tag("dog"), 8), new(Tag("cow"), 1))]))])
                ),
                "a10.6196 b10.6592"
            ),
            (new NotQuery(new AnyOfQuery(new WeightedTag(Tag("cat"), 8))), "c0 d0 e0"),
        ];
        foreach (var (query, scores) in cases)
        {
            var found = await index.SearchAsync(new() { Query = query }, Cancel);
            Assert.Equal(
                scores,
                string.Join(' ', found.Hits.Select(h => $"{h.Record.Key}{h.Score}").Order(StringComparer.Ordinal))
            );
            Assert.Equal(found.Hits.Select(h => h.Score).OrderDescending(), found.Hits.Select(h => h.Score));
            var byName = await index.SearchAsync(new() { Query = query, Sort = SearchSort.Name }, Cancel);
            Assert.Equal(scores, string.Join(' ', byName.Hits.Select(h => $"{h.Record.Key}{h.Score}")));
        }
    }

    [Fact]
    public async Task Among_images_with_one_tag_the_surest_come_first_by_every_hundredth()
    {
        // By name the other way round, on both sides of bands and within them, and sixty tags at once.
        int[] hundredths = [0, 1, 2, 2_999, 3_000, 7_060, 7_789, 7_790, 8_191, 8_192, 9_898, 9_899, 9_999, 10_000];
        (string, double)[] others = [.. Enumerable.Range(0, 58).Select(i => ($"other {i}", 100d))];
        var index = await CreateAsync(
            hundredths.Select((h, i) => SampleRecords.Of($"{99 - i}", [("cat", h / 100d), ("odd", 33.33), .. others]))
        );
        var everything = new OrQuery(new([Tag("cat"), Tag("odd"), .. others.Select(o => Tag(o.Item1))]));
        var nearly = new AnyOfQuery(new WeightedTag(Tag("cat"), 15));
        foreach (var query in (TagQuery[])[Tag("cat"), nearly, new AndQuery(new([nearly, Tag("odd")])), everything])
        {
            var found = await WalkAsync(index, new() { Query = query, Size = 4 });
            Assert.Equal(
                hundredths.Reverse(),
                found.Select(h => (int)h.Record.Tags.Single(t => t.Name == "cat").Confidence.Hundredths)
            );
            Assert.Equal(found.Select(h => QueryOracle.Score(query, h.Record)), found.Select(h => h.Score));
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Hits_come_in_the_order_asked_ties_by_source_and_key_on_pages_of_any_size(SearchSort sort)
    {
        var records = SampleRecords.Generate(17, 200);
        var index = await CreateAsync(records);
        var request = new SearchRequest { Query = new OrQuery(new([Tag("t0"), Tag("t1"), new UntaggedQuery()])), Sort = sort };
        var expected = new IndexOracle(records).Hits(request);
        var whole = await WalkAsync(index, request with { Size = 1_000 });
        SearchCheck.AssertOrder(sort, expected, whole, "");
        foreach (var size in new[] { 1, 7, 50, expected.Count })
        {
            var walked = await WalkAsync(index, request with { Size = size });
            Assert.Equal(whole.Select(h => h.Record.Name), walked.Select(h => h.Record.Name));
            Assert.Equal(whole.Select(h => h.Score), walked.Select(h => h.Score));
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Every_page_tells_the_whole_total_and_the_last_has_no_cursor(SearchSort sort)
    {
        var index = await CreateAsync(Enumerable.Range(0, 6).Select(i => SampleRecords.Of($"{i}", ("cat", 50))));
        var request = new SearchRequest
        {
            Query = Tag("cat"),
            Size = 3,
            Sort = sort,
        };
        var first = await index.SearchAsync(request, Cancel);
        Assert.Equal((6, 3), (first.Total, first.Hits.Count));
        var second = await index.SearchAsync(request with { Cursor = Assert.IsType<string>(first.NextCursor) }, Cancel);
        Assert.Equal((6, 3), (second.Total, second.Hits.Count));
        Assert.Null(second.NextCursor);
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Images_whose_sort_values_stay_are_neither_skipped_nor_repeated_under_writes(SearchSort sort)
    {
        var records = Enumerable
            .Range(0, 120)
            .Select(i =>
                SampleRecords.Of($"{i:000}", ("cat", 40 + (i % 5 * 10))) with
                {
                    Size = i % 3,
                    ModifiedAt = SampleRecords.Start.AddDays(i % 4),
                }
            )
            .ToArray();
        var index = await CreateAsync(records);
        var request = new SearchRequest
        {
            Query = Tag("cat"),
            Size = 10,
            Sort = sort,
        };
        var seen = new List<string>();
        var random = new Random(ConformanceTrials.Seed);
        var added = 0;
        for (string? cursor = null; ; )
        {
            var page = await index.SearchAsync(request with { Cursor = cursor }, Cancel);
            seen.AddRange(page.Hits.Select(h => h.Record.Key));
            if ((cursor = page.NextCursor) is null)
            {
                break;
            }

            // Others come and go; those that stay get a write that leaves what they are sorted by.
            await PutAsync(index, SampleRecords.Of($"new {added++:000}", ("cat", random.Next(100))));
            foreach (var i in Enumerable.Range(0, 8).Select(_ => random.Next(records.Length)).Distinct())
            {
                var stored = await GetAsync(index, records[i].Name);
                await WriteAsync(index, RecordWrite.Replace(stored! with { Width = random.Next() }, stored.Token!));
            }

            await index.RefreshAsync(Cancel);
        }

        var kept = seen.Where(k => !k.StartsWith("new", StringComparison.Ordinal)).ToList();
        Assert.Equal(records.Select(r => r.Key), kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_of_another_search_is_refused()
    {
        var index = await CreateAsync(Enumerable.Range(0, 9).Select(i => SampleRecords.Of($"{i}", ("cat", 50), ("dog", 50))));
        var request = new SearchRequest { Query = Tag("cat"), Size = 2 };
        var cursor = (await index.SearchAsync(request, Cancel)).NextCursor;
        SearchRequest[] others =
        [
            request with
            {
                Cursor = cursor,
                Query = Tag("dog"),
            },
            request with
            {
                Cursor = cursor,
                Query = new NotQuery(Tag("cat")),
            },
            request with
            {
                Cursor = cursor,
                Sort = SearchSort.Newest,
            },
            request with
            {
                Cursor = cursor,
                Selections = [new(FacetField.Tag, ["dog"])],
            },
            request with
            {
                Cursor = "nonsense",
            },
            request with
            {
                Cursor = "😀",
            },
        ];
        foreach (var other in others)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.SearchAsync(other, Cancel));
            Assert.Equal("CursorMismatch", fault.Code);
        }

        var again = await index.SearchAsync(request with { Cursor = cursor, Size = 5 }, Cancel);
        Assert.Equal(5, again.Hits.Count);
    }

    [Fact]
    public async Task A_cursor_serves_a_second_handle_and_later()
    {
        var index = await CreateAsync(Enumerable.Range(0, 30).Select(i => SampleRecords.Of($"{i:00}", ("cat", 50))));
        var request = new SearchRequest { Query = Tag("cat"), Size = 10 };
        var first = await index.SearchAsync(request, Cancel);
        var again = await OpenAgainAsync(index);
        var next = request with { Cursor = first.NextCursor };
        var here = await index.SearchAsync(next, Cancel);
        var there = await again.SearchAsync(next, Cancel);
        Assert.Equal(here.Hits.Select(h => h.Record.Key), there.Hits.Select(h => h.Record.Key));
        Assert.Empty(
            first.Hits.Select(h => h.Record.Key).Intersect(there.Hits.Select(h => h.Record.Key), StringComparer.Ordinal)
        );
    }

    private static HasTagQuery Tag(string name) => new(name);

    private static ValueTask<List<SearchHit>> WalkAsync(ITagIndex index, SearchRequest request) =>
        SearchCheck.WalkAsync(index, request, Cancel);
}
