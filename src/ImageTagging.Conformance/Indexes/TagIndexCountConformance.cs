using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>Counts of a field's values: the tag dictionary.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexCountConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task All_that_are_not_gone_are_counted_unless_a_query_says_otherwise()
    {
        var index = await CreateAsync([
            SampleRecords.Of("a", ("cat", 90), ("dog", 40)),
            SampleRecords.Of("b", ("cat", 80)),
            SampleRecords.Of("c", ("cow", 80)) with
            {
                GoneAt = SampleRecords.Start,
            },
        ]);
        Assert.Equal("cat 2, dog 1", await CountAsync(index, new()));
        Assert.Equal("cow 1", await CountAsync(index, new() { Query = new GoneQuery() }));
        Assert.Equal("cat 1, dog 1", await CountAsync(index, new() { Query = new HasTagQuery("dog") }));
        Assert.Equal("cat 2", await CountAsync(index, new() { Band = 50 }));
        Assert.Equal("cat 1", await CountAsync(index, new() { Band = 90 }));
        Assert.Equal("cat 2", await CountAsync(index, new() { Size = 1 }));
        Assert.Equal("", await CountAsync(index, new() { Query = new HasTagQuery("none") }));
    }

    [Fact]
    public async Task By_name_every_value_is_paged_through_once_in_order()
    {
        var records = Enumerable
            .Range(0, 500)
            .Select(i =>
                SampleRecords.Of(
                    string.Create(CultureInfo.InvariantCulture, $"{i}"),
                    (string.Create(CultureInfo.InvariantCulture, $"tag {i % 300}"), 50),
                    (OddTexts.Tags[i % OddTexts.Tags.Count], 70)
                )
            )
            .ToList();
        var index = await CreateAsync(records);
        var all = new IndexOracle(records).Count(new() { ByName = true, Size = 10_000 });
        foreach (var size in new[] { 1_000, 37 })
        {
            var walked = new List<TagCount>();
            string? after = null;
            while (true)
            {
                var page = await index.CountTagsAsync(
                    new()
                    {
                        ByName = true,
                        Size = size,
                        After = after,
                    },
                    Cancel
                );
                walked.AddRange(page);
                if (page.Count < size)
                {
                    break;
                }

                after = page[^1].Value;
            }

            SearchCheck.AssertSame(all, walked, $"pages of {size}");
        }
    }

    [Fact]
    public async Task By_name_a_page_starts_strictly_behind_a_value_that_need_not_be_there()
    {
        var index = await CreateAsync([SampleRecords.Of("a", ("bee", 90), ("cat", 80), ("dog", 70))]);
        Assert.Equal("bee 1, cat 1, dog 1", await CountAsync(index, new() { ByName = true, After = "" }));
        Assert.Equal("cat 1, dog 1", await CountAsync(index, new() { ByName = true, After = "bee" }));
        Assert.Equal(
            "cat 1",
            await CountAsync(
                index,
                new()
                {
                    ByName = true,
                    After = "beehive",
                    Size = 1,
                }
            )
        );
        Assert.Equal("", await CountAsync(index, new() { ByName = true, After = "dog" }));
        Assert.Equal("bee 1", await CountAsync(index, new() { ByName = true, Band = 90 }));
        Assert.Equal(
            "cat 1, dog 1",
            await CountAsync(
                index,
                new()
                {
                    ByName = true,
                    After = "bee",
                    Query = new HasTagQuery("cat"),
                }
            )
        );
    }

    [Fact]
    public async Task Every_field_is_counted()
    {
        var records = SampleRecords.Generate(19, 150);
        var index = await CreateAsync(records);
        var oracle = new IndexOracle(records);
        foreach (var field in Enum.GetValues<FacetField>())
        {
            foreach (
                var query in new TagQuery?[] { null, new HasTagQuery("t1"), new NotQuery(new HasTagQuery("t0")), new GoneQuery() }
            )
            {
                foreach (var byName in new[] { false, true })
                {
                    var request = new TagCountRequest
                    {
                        Field = field,
                        Query = query,
                        ByName = byName,
                        Size = 30,
                    };
                    SearchCheck.AssertSame(
                        oracle.Count(request),
                        await index.CountTagsAsync(request, Cancel),
                        request.ToString()
                    );
                }
            }
        }
    }

    [Fact]
    public async Task Aliases_and_parents_come_with_their_tags()
    {
        var index = await CreateAsync([
            SampleRecords.Of("a", ("car", 90)) with
            {
                Aliases = [new("automobile", "car")],
                Parents = [new("transport", "car"), new("vehicle", "car")],
            },
            SampleRecords.Of("b", ("car", 50), ("bus", 50)) with
            {
                Aliases = [new("automobile", "car")],
                Parents = [new("vehicle", "bus"), new("vehicle", "car")],
            },
        ]);
        Assert.Equal("automobile\u001Fcar 2", await CountAsync(index, new() { Field = FacetField.Alias }));
        Assert.Equal(
            "vehicle\u001Fcar 2, transport\u001Fcar 1, vehicle\u001Fbus 1",
            await CountAsync(index, new() { Field = FacetField.Parent })
        );
        Assert.Equal(
            "vehicle\u001Fbus 1, vehicle\u001Fcar 2",
            await CountAsync(
                index,
                new()
                {
                    Field = FacetField.Parent,
                    ByName = true,
                    After = "vehicle\u001F",
                }
            )
        );
    }

    private static async Task<string> CountAsync(ITagIndex index, TagCountRequest request) =>
        string.Join(", ", (await index.CountTagsAsync(request, Cancel)).Select(c => $"{c.Value} {c.Count}"));
}
