using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Indexing;

public sealed class FullSearchTests
{
    /// <summary>Whatever the order and the size of a page, nothing is left out between two pages, and nothing comes twice.</summary>
    [Fact]
    public void Pages_put_together_are_the_whole_in_every_order()
    {
        for (var seed = 0; seed < Trials.Count(300); seed++)
        {
            var random = new Random(seed);
            var records = Records(seed, 40);
            foreach (var sort in Enum.GetValues<SearchSort>())
            {
                var whole = new SearchRequest
                {
                    Query = TagQueryParser.Parse("cat OR -dog"),
                    Sort = sort,
                    Size = 1_000,
                };
                var all = FullSearch.Run(whole, records);
                Assert.Null(all.NextCursor);
                List<ImageName> paged = [];
                var request = whole with { Size = random.Next(1, 9) };
                while (true)
                {
                    var page = FullSearch.Run(request, records);
                    Assert.Equal(all.Total, page.Total);
                    paged.AddRange(page.Hits.Select(h => h.Record.Name));
                    if (page.NextCursor is null)
                    {
                        break;
                    }

                    request = request with { Cursor = page.NextCursor };
                }

                Assert.True(all.Hits.Select(h => h.Record.Name).SequenceEqual(paged), $"seed {seed}, {sort}");
            }
        }
    }

    [Fact]
    public void Hits_stand_in_the_order_that_was_asked_for()
    {
        var records = Records(1, 60);
        Assert.Equal(
            Hits(SearchSort.Largest).Select(r => r.Size).OrderDescending(),
            Hits(SearchSort.Largest).Select(r => r.Size)
        );
        Assert.Equal(
            Hits(SearchSort.Oldest).Select(r => r.ModifiedAt).Order(),
            Hits(SearchSort.Oldest).Select(r => r.ModifiedAt)
        );
        Assert.Equal(Hits(SearchSort.Name).Select(r => r.Name).Order(), Hits(SearchSort.Name).Select(r => r.Name));
        Assert.Equal(
            Hits(SearchSort.Newest).Select(r => r.ModifiedAt),
            Hits(SearchSort.Oldest).Select(r => r.ModifiedAt).Reverse()
        );

        ImageRecord[] Hits(SearchSort sort) =>
            [
                .. FullSearch
                    .Run(
                        new()
                        {
                            Query = TagQueries.Everything,
                            Sort = sort,
                            Size = 100,
                        },
                        records
                    )
                    .Hits.Select(h => h.Record),
            ];
    }

    [Fact]
    public void A_facet_counts_as_if_nothing_were_selected_in_it_and_hits_honour_every_selection()
    {
        var records = Records(3, 80);
        var open = Search([]);
        var value = open.Facets[0].Values[0].Value;
        var chosen = Search([new(FacetField.Category, [value])]);

        Assert.Equal(open.Facets[0].Values, chosen.Facets[0].Values);
        Assert.Equal(open.Facets[0].Values[0].Count, chosen.Total);
        Assert.All(chosen.Hits, h => Assert.Contains(value, h.Record.Categories));

        SearchResults Search(FacetSelection[] selections) =>
            FullSearch.Run(
                new()
                {
                    Query = TagQueries.Everything,
                    Facets = [new(FacetField.Category)],
                    Selections = selections,
                    Size = 100,
                },
                records
            );
    }

    [Fact]
    public void A_cursor_whose_value_is_no_number_is_one_of_another_search()
    {
        var request = new SearchRequest { Query = TagQueries.Everything };
        var cursor = SearchCursor.Write(request, "soon", "s", "a");
        var fault = Assert.Throws<ImageTaggingException>(() => FullSearch.Run(request with { Cursor = cursor }, Records(1, 3)));
        Assert.Equal(ErrorCodes.CursorMismatch, fault.Code);
    }

    private static ImageRecord[] Records(int seed, int count)
    {
        var random = new RandomRecords(seed);
        return [.. Enumerable.Range(0, count).Select(i => random.Next($"{i:00}.jpg") with { GoneAt = null })];
    }
}
