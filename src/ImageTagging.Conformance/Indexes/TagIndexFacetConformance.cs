namespace ImageTagging.Conformance;

/// <summary>Facets: exact counts beside a search.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexFacetConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly ImageRecord[] s_records =
    [
        SampleRecords.Of("a", ("cat", 95), ("dog", 89.99)) with
        {
            Categories = ["animals"],
        },
        SampleRecords.Of("b", ("cat", 50)) with
        {
            Categories = ["animals", "home"],
            ModifiedAt = new(2024, 5, 31, 23, 59, 59, 999, TimeSpan.Zero),
        },
        SampleRecords.Of("c", ("dog", 90), ("cow", 20)) with
        {
            ModifiedAt = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero),
        },
        SampleRecords.Of(new ImageName("elsewhere", "d"), ("bee", 99)) with
        {
            Taggers = [],
        },
        SampleRecords.Of("e") with
        {
            Taggers = [SampleRecords.Failed("eye")],
        },
        SampleRecords.Of("f", ("cat", 70)) with
        {
            GoneAt = SampleRecords.Start,
        },
    ];

    [Fact]
    public async Task Values_are_counted_over_all_hits_the_most_frequent_first_ties_by_name()
    {
        var index = await CreateAsync(s_records);
        Assert.Equal("cat 2, dog 2, bee 1, cow 1", await CountAsync(index, new(FacetField.Tag)));
        Assert.Equal("animals 2, home 1", await CountAsync(index, new(FacetField.Category)));
        Assert.Equal("samples 4, elsewhere 1", await CountAsync(index, new(FacetField.Source)));
        Assert.Equal("2024-05 4, 2024-06 1", await CountAsync(index, new(FacetField.Month)));
        Assert.Equal("tagged 3, failed 1, pending 1", await CountAsync(index, new(FacetField.Status)));
        Assert.Equal("tagged 3, failed 1, gone 1, pending 1", await CountAsync(index, new(FacetField.Status), Everywhere()));
        Assert.Equal("cat 2, dog 1", await CountAsync(index, new(FacetField.Tag), new HasTagQuery("cat")));
    }

    [Fact]
    public async Task A_band_counts_only_tags_that_reach_it()
    {
        var index = await CreateAsync(s_records);
        Assert.Equal("bee 1, cat 1, dog 1", await CountAsync(index, new(FacetField.Tag, 20, 90)));
        Assert.Equal("bee 1, cat 1", await CountAsync(index, new(FacetField.Tag, 20, 95)));
        Assert.Equal("cat 2, dog 2, bee 1", await CountAsync(index, new(FacetField.Tag, 20, 30)));
        Assert.Equal("cat 2, dog 2", await CountAsync(index, new(FacetField.Tag, 2, 50)));
    }

    [Fact]
    public async Task Facets_come_in_the_order_asked_and_cut_to_their_size()
    {
        var index = await CreateAsync(s_records);
        var found = await index.SearchAsync(
            new()
            {
                Query = new EverythingQuery(),
                Size = 0,
                Facets =
                [
                    new(FacetField.Status, 1),
                    new(FacetField.Tag, 1, 90),
                    new(FacetField.Tag, 3),
                    new(FacetField.Month, 1_000),
                ],
            },
            Cancel
        );
        Assert.Equal(
            ["Status  tagged 3", "Tag 90 bee 1", "Tag  cat 2, dog 2, bee 1", "Month  2024-05 4, 2024-06 1"],
            found.Facets.Select(f => $"{f.Field} {f.Band} {Text(f)}")
        );
    }

    [Fact]
    public async Task Selections_narrow_the_hits_but_not_the_facet_of_their_own_field()
    {
        var index = await CreateAsync(s_records);
        var request = new SearchRequest
        {
            Query = new EverythingQuery(),
            Sort = SearchSort.Name,
            Facets = [new(FacetField.Tag), new(FacetField.Category), new(FacetField.Source)],
            Selections = [new(FacetField.Tag, ["dog", "bee"])],
        };
        var found = await index.SearchAsync(request, Cancel);
        Assert.Equal((3, "dac"), (found.Total, string.Concat(found.Hits.Select(h => h.Record.Key))));
        Assert.Equal(["cat 2, dog 2, bee 1, cow 1", "animals 1", "samples 2, elsewhere 1"], found.Facets.Select(Text));

        found = await index.SearchAsync(
            request with
            {
                Selections = [new(FacetField.Tag, ["dog", "bee"]), new(FacetField.Source, [SampleRecords.Source])],
            },
            Cancel
        );
        Assert.Equal((2, "ac"), (found.Total, string.Concat(found.Hits.Select(h => h.Record.Key))));
        Assert.Equal(["cat 2, dog 2, cow 1", "animals 1", "samples 2, elsewhere 1"], found.Facets.Select(Text));
    }

    [Fact]
    public async Task Every_field_can_be_selected()
    {
        var index = await CreateAsync(s_records);
        (FacetSelection Selection, string Found)[] cases =
        [
            (new(FacetField.Tag, ["cat"]), "ab"),
            (new(FacetField.Category, ["home", "none"]), "b"),
            (new(FacetField.Source, ["elsewhere"]), "d"),
            (new(FacetField.Month, ["2024-06"]), "c"),
            (new(FacetField.Month, ["2024-05", "2024-06"]), "dabce"),
            (new(FacetField.Status, ["failed", "pending"]), "de"),
            (new(FacetField.Tag, ["none"]), ""),
        ];
        foreach (var (selection, expected) in cases)
        {
            var found = await index.SearchAsync(
                new()
                {
                    Query = new EverythingQuery(),
                    Sort = SearchSort.Name,
                    Selections = [selection],
                },
                Cancel
            );
            Assert.Equal(expected, string.Concat(found.Hits.Select(h => h.Record.Key)));
            Assert.Equal(expected.Length, found.Total);
            Assert.All(found.Hits, h => Assert.Equal(0, h.Score));
        }
    }

    [Fact]
    public async Task Counts_stay_exact_where_many_values_compete()
    {
        // Each of 400 tags on few images, so that any approximate top list would be wrong somewhere.
        var random = new Random(3);
        ImageRecord[] records =
        [
            .. Enumerable
                .Range(0, 600)
                .Select(i =>
                    SampleRecords.Of(
                        $"{i:000}",
                        [
                            .. Enumerable
                                .Range(0, 12)
                                .Select(_ => random.Next(400))
                                .Distinct()
                                .Select(t => ($"tag{t:000}", random.NextDouble() * 100)),
                        ]
                    )
                ),
        ];
        var index = await CreateAsync(records);
        var oracle = new IndexOracle(records);
        foreach (
            var query in new TagQuery[]
            {
                new EverythingQuery(),
                new HasTagQuery("tag007"),
                new NotQuery(new HasTagQuery("tag007")),
            }
        )
        {
            var request = new SearchRequest
            {
                Query = query,
                Facets = [new(FacetField.Tag), new(FacetField.Tag, 50, 70), new(FacetField.Tag, 1_000)],
            };
            await SearchCheck.AssertSameAsync(index, oracle, request, query.ToString(), Cancel);
        }
    }

    [Fact]
    public async Task Facets_follow_the_writes()
    {
        var index = await CreateAsync(s_records);
        var stored = await GetAsync(index, s_records[0].Name);
        var next = stored! with { Tags = [new("cow", new(9_500))], Categories = ["farm"] };
        var token = (await WriteAsync(index, RecordWrite.Replace(next, stored.Token!)))[0].Token!;
        await index.RefreshAsync(Cancel);
        Assert.Equal("cow 2, bee 1, cat 1, dog 1", await CountAsync(index, new(FacetField.Tag)));
        Assert.Equal("animals 1, farm 1, home 1", await CountAsync(index, new(FacetField.Category)));
        await WriteAsync(index, RecordWrite.Replace(next with { GoneAt = SampleRecords.Start }, token));
        await index.RefreshAsync(Cancel);
        Assert.Equal("bee 1, cat 1, cow 1, dog 1", await CountAsync(index, new(FacetField.Tag)));
        Assert.Equal("samples 3, elsewhere 1", await CountAsync(index, new(FacetField.Source)));
    }

    private static OrQuery Everywhere() => new(new([new GoneQuery(), new EverythingQuery()]));

    private static string Text(Facet facet) => string.Join(", ", facet.Values.Select(v => $"{v.Value} {v.Count}"));

    private static async Task<string> CountAsync(ITagIndex index, FacetRequest facet, TagQuery? query = null)
    {
        var found = await index.SearchAsync(new() { Query = query ?? new EverythingQuery(), Facets = [facet] }, Cancel);
        return Text(Assert.Single(found.Facets));
    }
}
