namespace ImageTagging.Conformance;

/// <summary>Every node of the query language, alone and together.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexQueryConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly DateTimeOffset s_june = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ImageRecord[] s_records =
    [
        SampleRecords.Of("a cat", ("cat", 93.12)) with
        {
            ModifiedAt = s_june.AddMilliseconds(-1),
        },
        SampleRecords.Of("b cat and dog", ("cat", 50), ("dog", 49.99)) with
        {
            ModifiedAt = s_june,
        },
        SampleRecords.Of("c dog", ("dog", 100)) with
        {
            Categories = ["animals and pets"],
            ModifiedAt = s_june.AddMilliseconds(1),
        },
        SampleRecords.Of("d nothing") with
        {
            Edits = [SampleRecords.Edit("cat", isAdded: false)],
        },
        SampleRecords.Of("e failed") with
        {
            Taggers = [SampleRecords.Failed("eye")],
        },
        SampleRecords.Of("f stale", ("dog", 30)) with
        {
            Taggers = [SampleRecords.Answer("eye", SampleRecords.Fingerprint) with { Failure = SampleRecords.Failure() }],
        },
        SampleRecords.Of("g pending") with
        {
            Taggers = [],
        },
        SampleRecords.Of("h gone", ("cat", 80)) with
        {
            GoneAt = s_june,
        },
        SampleRecords.Of(new ImageName("elsewhere", "i mobile"), ("mobile phone", 0), ("mobile", 99)),
    ];

    public static TheoryData<string, string> Cases { get; } = new(AllCases.Select(c => (c.Name, c.Found)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_query_finds_what_it_means(string name, string found)
    {
        var query = AllCases.Single(c => c.Name == name).Query;
        var index = await CreateAsync(s_records);
        var keys = await FindAsync(index, query);
        Assert.Equal(found, string.Concat(keys.Select(k => k[0]).Order()));
        Assert.Equal(found, string.Concat(s_records.Where(r => QueryOracle.Finds(query, r)).Select(r => r.Key[0]).Order()));
    }

    [Fact]
    public async Task Two_hundred_alternatives_and_forty_levels_are_answered()
    {
        var index = await CreateAsync(s_records);
        var alternatives = Enumerable.Range(0, 200).Select(i => Tag(i == 150 ? "dog" : $"none{i}"));
        Assert.Equal(3, (await FindAsync(index, new OrQuery(new(alternatives)))).Count);
        TagQuery deep = Tag("dog");
        for (var i = 0; i < 40; i++)
        {
            deep = i % 2 == 0 ? new NotQuery(deep) : new AndQuery(new([deep, new EverythingQuery()]));
        }

        Assert.Equal(s_records.Count(r => QueryOracle.Finds(deep, r)), (await FindAsync(index, deep)).Count);
    }

    [Fact]
    public async Task An_empty_index_answers_every_search()
    {
        var index = await CreateAsync();
        foreach (var (_, query, _) in AllCases)
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
        var index = await CreateAsync(s_records);
        var hits = (await index.SearchAsync(new() { Query = new GoneQuery() }, Cancel)).Hits;
        RecordText.AssertSame(s_records[7], Assert.Single(hits).Record);
    }

    [Fact]
    public async Task The_size_is_kept_and_none_still_counts()
    {
        var index = await CreateAsync(s_records);
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
            s_june.AddMilliseconds(-1),
            s_june,
            s_june.AddMilliseconds(1),
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

    private static HasTagQuery Tag(string name, int min = 0, int? max = null) =>
        new(name, new(min), max is { } most ? new Confidence(most) : null);

    private static AndQuery All(params TagQuery[] parts) => new(new(parts));

    private static OrQuery Any(params TagQuery[] parts) => new(new(parts));

    private static NotQuery Not(TagQuery inner) => new(inner);

    private static StatusQuery Status(ImageStatus status) => new(status);

    private static (string Name, TagQuery Query, string Found)[] AllCases =>
        [
            ("everything", new EverythingQuery(), "abcdefgi"),
            ("a tag", Tag("cat"), "ab"),
            ("a tag nobody has", Tag("cow"), ""),
            ("a part of a tag's name", Tag("mobile"), "i"),
            ("a tag of two words", Tag("mobile phone"), "i"),
            ("a tag in capitals is another name", Tag("Cat"), ""),
            ("at least", Tag("dog", 5_000), "c"),
            ("just at least", Tag("dog", 4_999), "bc"),
            ("at most", Tag("dog", 0, 4_999), "bf"),
            ("between", Tag("dog", 3_000, 4_999), "bf"),
            ("both", All(Tag("cat"), Tag("dog")), "b"),
            ("either", Any(Tag("cat"), Tag("dog")), "abcf"),
            ("all of none", All(), "abcdefgi"),
            ("any of none", Any(), ""),
            ("not", Not(Tag("dog")), "adegi"),
            ("not not", Not(Not(Tag("dog"))), "bcf"),
            ("not all of none", Not(All()), ""),
            ("not any of none", Not(Any()), "abcdefgi"),
            ("not both", Not(All(Tag("cat"), Tag("dog"))), "acdefgi"),
            ("not either", Not(Any(Tag("cat"), Tag("dog"))), "degi"),
            ("one and not the other", All(Tag("cat"), Not(Tag("dog"))), "a"),
            ("one or not the other", Any(Tag("cat"), Not(Tag("dog"))), "abdegi"),
            ("only negations", All(Not(Tag("cat")), Not(Tag("dog"))), "degi"),
            ("a key", new KeyQuery("* cat*"), "ab"),
            ("no key", Not(new KeyQuery("* cat*")), "cdefgi"),
            ("a source", new SourceQuery("elsewhere"), "i"),
            ("a source is no prefix", new SourceQuery("else"), ""),
            ("no source", Not(new SourceQuery("elsewhere")), "abcdefg"),
            ("a category", new CategoryQuery("animals and pets"), "c"),
            ("no category", All(Tag("dog"), Not(new CategoryQuery("animals and pets"))), "bf"),
            ("tagged", Status(ImageStatus.Tagged), "abcdi"),
            ("stale", Status(ImageStatus.Stale), "f"),
            ("failed status", Status(ImageStatus.Failed), "e"),
            ("pending", Status(ImageStatus.Pending), "g"),
            ("gone status", Status(ImageStatus.Gone), "h"),
            ("not gone status", Not(Status(ImageStatus.Gone)), "abcdefgi"),
            ("gone", new GoneQuery(), "h"),
            ("gone cats", All(new GoneQuery(), Tag("cat")), "h"),
            ("cats or gone", Any(new GoneQuery(), Tag("cat")), "abh"),
            ("cats whether gone or not", All(Tag("cat"), Any(new GoneQuery(), Not(new GoneQuery()))), "abh"),
            ("not gone", Not(new GoneQuery()), "abcdefgi"),
            ("gone and tagged is nothing", All(new GoneQuery(), Status(ImageStatus.Tagged)), ""),
            ("modified from", new ModifiedQuery(s_june, null), "bc"),
            ("modified before", new ModifiedQuery(null, s_june), "adefgi"),
            ("modified between", new ModifiedQuery(s_june, s_june.AddMilliseconds(1)), "b"),
            ("modified at any time", new ModifiedQuery(null, null), "abcdefgi"),
            ("modified in no time", new ModifiedQuery(s_june, s_june), ""),
            ("not modified from", Not(new ModifiedQuery(s_june, null)), "adefgi"),
            ("untagged", new UntaggedQuery(), "deg"),
            ("not untagged", Not(new UntaggedQuery()), "abcfi"),
            ("failed", new FailedQuery(), "ef"),
            ("not failed", Not(new FailedQuery()), "abcdgi"),
            ("edited", new HasEditsQuery(), "d"),
            ("not edited", All(Not(new HasEditsQuery()), new UntaggedQuery()), "eg"),
        ];
}
