namespace ImageTagging.Conformance;

/// <summary>Every node of the query language, alone and together.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexQueryConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    public static TheoryData<string, string> Cases { get; } = new(QueryCases.All.Select(c => (c.Name, c.Found)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_query_finds_what_it_means(string name, string found)
    {
        var query = QueryCases.All.Single(c => c.Name == name).Query;
        var index = await CreateAsync(QueryCases.Records);
        var keys = await FindAsync(index, query);
        Assert.Equal(found, string.Concat(keys.Select(k => k[0]).Order()));
        Assert.Equal(
            found,
            string.Concat(QueryCases.Records.Where(r => QueryOracle.Finds(query, r)).Select(r => r.Key[0]).Order())
        );
    }

    [Fact]
    public async Task Two_hundred_alternatives_and_forty_levels_are_answered()
    {
        var index = await CreateAsync(QueryCases.Records);
        var alternatives = Enumerable.Range(0, 200).Select(TagQuery (i) => new HasTagQuery(i == 150 ? "dog" : $"none{i}"));
        Assert.Equal(3, (await FindAsync(index, new OrQuery(new(alternatives)))).Count);
        TagQuery deep = new HasTagQuery("dog");
        for (var i = 0; i < 40; i++)
        {
            deep = i % 2 == 0 ? new NotQuery(deep) : new AndQuery(new([deep, new EverythingQuery()]));
        }

        Assert.Equal(QueryCases.Records.Count(r => QueryOracle.Finds(deep, r)), (await FindAsync(index, deep)).Count);
    }

    [Fact]
    public async Task An_empty_index_answers_every_search()
    {
        var index = await CreateAsync();
        foreach (var (_, query, _) in QueryCases.All)
        {
            var found = await index.SearchAsync(
                new() { Query = query, Facets = [new(FacetField.Tag), new(FacetField.Month)] },
                Cancel
            );
            Assert.Equal(0, found.Total);
            Assert.Empty(found.Hits);
            Assert.Null(found.NextCursor);
            Assert.All(found.Facets, f => Assert.Empty(f.Values));
        }
    }

    [Fact]
    public async Task Hits_carry_whole_records()
    {
        var index = await CreateAsync(QueryCases.Records);
        var hits = (await index.SearchAsync(new() { Query = new GoneQuery() }, Cancel)).Hits;
        RecordText.AssertSame(QueryCases.Records[7], Assert.Single(hits).Record);
    }

    [Fact]
    public async Task Stars_favourites_and_titles_that_people_give_count_before_what_the_file_says()
    {
        var seen = SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint) with
        {
            Facts = new() { Rating = new(2, FactSource.Xmp), Title = new("At home", FactSource.Iptc) },
        };
        ImageRecord Of(string key, params Correction[] edits) =>
            SampleRecords.Of(new ImageName("s", key)) with
            {
                Taggers = [seen],
                Edits = edits,
            };
        var index = await CreateAsync([
            Of("as the file says"),
            Of("rated", SampleRecords.Given(FactField.Rating, "5")),
            Of("unrated", SampleRecords.Given(FactField.Rating, null)),
            Of("titled", SampleRecords.Given(FactField.Title, "By the sea"), SampleRecords.Given(FactField.Favourite, null)),
            Of("rejected", SampleRecords.Given(FactField.Rating, "-1")) with
            {
                Taggers = [],
            },
        ]);
        Assert.Equal(["rated"], await FindAsync(index, new FactRangeQuery(FactField.Rating, 4, null)));
        Assert.Equal(["as the file says", "titled"], await FindAsync(index, new FactRangeQuery(FactField.Rating, 1, 3)));
        Assert.Equal(["unrated"], await FindAsync(index, new NotQuery(new HasFactQuery(FactField.Rating))));
        Assert.Equal(["titled"], await FindAsync(index, new HasFactQuery(FactField.Favourite)));
        Assert.Equal(["titled"], await FindAsync(index, new FactQuery(FactField.Title, "sea")));
        var facet = (
            await index.SearchAsync(new() { Query = new EverythingQuery(), Facets = [new(FacetField.Rating)] }, Cancel)
        ).Facets[0];
        Assert.Equal(
            [("-1", 1L), ("2", 2L), ("5", 1L)],
            facet.Values.Select(v => (v.Value, v.Count)).OrderBy(v => v.Value, StringComparer.Ordinal)
        );
        var rated = await GetAsync(index, new("s", "rated"));
        Assert.Equal((5, 2), (rated!.Facts!.Rating!.Value, rated.SeenFacts!.Rating!.Value));
    }

    [Fact]
    public async Task The_size_is_kept_and_none_still_counts()
    {
        var index = await CreateAsync(QueryCases.Records);
        var none = await index.SearchAsync(new() { Query = new EverythingQuery(), Size = 0 }, Cancel);
        Assert.Equal((8, 0), (none.Total, none.Hits.Count));
        var two = await index.SearchAsync(new() { Query = new EverythingQuery(), Size = 2 }, Cancel);
        Assert.Equal((8, 2), (two.Total, two.Hits.Count));
        Assert.NotNull(two.NextCursor);
    }

    [Fact]
    public async Task Key_patterns_match_by_code_points_and_escapes()
    {
        string[] keys =
        [
            "2024/06/a.jpg",
            "2024/07/b.JPG",
            "2024",
            "x*y?z",
            "xAyBz",
            "back\\slash",
            "😀.jpg",
            "é.jpg",
            "e\u0301.jpg",
            "line\nbreak.jpg",
            "[a-z]",
            ".*",
            "a.b{2}|(c)+^$#@~\"<>&",
        ];
        string[] patterns =
        [
            "2024/*",
            "2024*",
            "*.jpg",
            "*.JPG",
            "?.jpg",
            "??.jpg",
            "*",
            "**",
            "?*",
            "x\\*y\\?z",
            "x*y?z",
            "back\\\\slash",
            "*\\\\*",
            "\\😀.jpg",
            "2024/0?/*",
            "*a*",
            "line?break*",
            "[a-z]",
            ".*",
            "a.b{2}|(c)+^$#@~\"<>&",
            "*#@~\"<>&",
            "2024/06/a.jpg",
            "2024/06/a.jpg?",
            "no such",
            "*/*/*",
            "????",
        ];
        var index = await CreateAsync(keys.Select(k => SampleRecords.Of(k)));
        foreach (var pattern in patterns)
        {
            var expected = keys.Where(k => QueryOracle.KeyMatches(pattern, k)).Order(Utf8Order.Instance);
            Assert.Equal(expected, await FindAsync(index, new KeyQuery(pattern)));
        }
    }

    [Fact]
    public async Task Every_hundredth_of_a_confidence_is_told_apart()
    {
        int[] hundredths =
        [
            0,
            1,
            2_999,
            3_000,
            3_001,
            4_999,
            5_000,
            8_999,
            9_000,
            9_311,
            9_312,
            9_313,
            9_899,
            9_900,
            9_999,
            10_000,
        ];
        var index = await CreateAsync(
            hundredths.Select(h => SampleRecords.Of($"{h:00000}") with { Tags = [new("cat", new(h)), new("cat 2", default)] })
        );
        foreach (var h in hundredths)
        {
            var at = new Confidence(h);
            Assert.Equal(
                hundredths.Where(x => x >= h).Select(x => $"{x:00000}"),
                await FindAsync(index, new HasTagQuery("cat", at))
            );
            Assert.Equal(
                hundredths.Where(x => x <= h).Select(x => $"{x:00000}"),
                await FindAsync(index, new HasTagQuery("cat", default, at))
            );
            Assert.Equal([$"{h:00000}"], await FindAsync(index, new HasTagQuery("cat", at, at)));
        }

        Assert.Empty(await FindAsync(index, new HasTagQuery("cat", new(9_000), new(5_000))));
    }

    [Fact]
    public async Task Times_are_compared_to_the_millisecond()
    {
        DateTimeOffset[] times =
        [
            new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
            DateTimeOffset.UnixEpoch,
            QueryCases.June.AddMilliseconds(-1),
            QueryCases.June,
            QueryCases.June.AddMilliseconds(1),
            new(2262, 4, 11, 0, 0, 0, 1, TimeSpan.Zero),
        ];
        var index = await CreateAsync(times.Select((t, i) => SampleRecords.Of($"{i}") with { ModifiedAt = t }));
        for (var i = 0; i < times.Length; i++)
        {
            var (at, next) = (times[i], times[i].AddMilliseconds(1));
            Assert.Equal([$"{i}"], await FindAsync(index, new ModifiedQuery(at, next)));
            Assert.Equal(times.Length - i, (await FindAsync(index, new ModifiedQuery(at, null))).Count);
            Assert.Equal(i, (await FindAsync(index, new ModifiedQuery(null, at))).Count);
            Assert.Equal([$"{i}"], await FindAsync(index, new ModifiedQuery(at.ToOffset(TimeSpan.FromHours(9)), next)));
        }

        var rows = await index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).ToListAsync(Cancel);
        Assert.Equal(times, rows.Select(r => r.ModifiedAt));
    }
}
