using System.Net;
using System.Text.Json;

namespace ImageTagging.AspNetCore.Tests;

public sealed class SearchTests
{
    private static readonly Dictionary<string, string[]> s_pictures = new()
    {
        ["2024/a.jpg"] = ["cat", "sofa=40"],
        ["2024/b.jpg"] = ["cat=55", "dog"],
        ["2024/c.jpg"] = ["dog", "garden"],
        ["2024/d.jpg"] = ["mountain", "snow"],
    };

    [Fact]
    public async Task Values_of_one_group_are_alternatives_and_stay_countable_while_groups_narrow_each_other()
    {
        await using var server = await Server.WithAsync(s_pictures);

        var found = await server.GetAsync("/api/search?tag=cat&tag=garden&status=tagged&facets=tags,status,source&sort=name");

        Assert.Equal(3, found.GetProperty("total").GetInt64());
        Assert.Equal(["2024/a.jpg", "2024/b.jpg", "2024/c.jpg"], Keys(found));
        var tags = Facet(found, "tags");
        Assert.Equal((2, true), tags["cat"]);
        Assert.Equal((1, true), tags["garden"]);
        // Not chosen, and yet counted as if nothing were chosen among the tags.
        Assert.Equal((1, false), tags["mountain"]);
        Assert.Equal((3, true), Facet(found, "status")["tagged"]);
    }

    [Fact]
    public async Task The_lowest_confidence_holds_for_words_and_for_chosen_tags()
    {
        await using var server = await Server.WithAsync(s_pictures);

        Assert.Equal(2, Total(await server.GetAsync("/api/search?q=cat&min=50")));
        Assert.Equal(1, Total(await server.GetAsync("/api/search?q=cat&min=60")));
        Assert.Equal(1, Total(await server.GetAsync("/api/search?tag=cat&min=60")));
        Assert.Equal(3, Total(await server.GetAsync("/api/search?q=-sofa")));
        Assert.Equal(4, Total(await server.GetAsync("/api/search?q=-sofa&min=50")));

        var facets = await server.GetAsync("/api/search?tag=cat&min=60&facets=tags");
        Assert.Equal((1, true), Facet(facets, "tags")["cat"]);
        Assert.Equal((2, false), Facet(facets, "tags")["dog"]);
    }

    [Fact]
    public async Task A_timeline_has_the_months_in_the_searchs_order_and_counts_what_has_no_day()
    {
        await using var server = await Server.WithAsync(s_pictures);

        DateTime[] days = [new(2019, 7, 4), new(2019, 7, 31), new(2021, 1, 1)];
        await server.Index.WriteAsync([.. days.Select((day, i) => RecordWrite.Create(Taken($"{i}.jpg", day)))]);
        await server.Index.RefreshAsync();

        Assert.Equal((5, 2, "2021-01 1, 2019-07 2"), await LineAsync("q=dog"));
        Assert.Equal((5, 2, "2019-07 2, 2021-01 1"), await LineAsync("q=dog&sort=taken-oldest"));
        Assert.Equal((2, 0, "2019-07 2"), await LineAsync("q=dog&taken=2019-07"));
        Assert.Equal((2, 2, ""), await LineAsync("q=dog&undated=true"));
        Assert.Equal(2, Total(await server.GetAsync("/api/search?q=dog&undated=true")));

        async Task<(long, long, string)> LineAsync(string asked)
        {
            var line = await server.GetAsync("/api/timeline?" + asked);
            var months = line.GetProperty("months").EnumerateArray();
            return (
                line.GetProperty("total").GetInt64(),
                line.GetProperty("undated").GetInt64(),
                string.Join(", ", months.Select(m => $"{m.GetProperty("month").GetString()} {m.GetProperty("count").GetInt64()}"))
            );
        }
    }

    private static ImageRecord Taken(string key, DateTime day) =>
        new()
        {
            Source = "photos",
            Key = key,
            Location = "file:///photos/" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Taggers =
            [
                new()
                {
                    Name = "metadata",
                    Fingerprint = new("m", 0, 0),
                    Facts = new() { Taken = new(new(day, null, TimeCertainty.Local), FactSource.Exif) },
                },
            ],
            Tags = [new("dog", Confidence.Full)],
        };

    [Fact]
    public async Task Favourites_are_chosen_and_counted_within_what_is_found()
    {
        await using var server = await Server.WithAsync(s_pictures);
        string[] ids = [await server.IdOfAsync("2024/a.jpg"), await server.IdOfAsync("2024/b.jpg")];
        await server.PostAsync("/api/corrections", $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"],"favourite":true}""");

        var all = await server.GetAsync("/api/search?facets=tags,favourite");
        Assert.Equal((4, (2, false)), (Total(all), Facet(all, "favourite")["true"]));
        var chosen = await server.GetAsync("/api/search?favourite=true&facets=tags,favourite");
        Assert.Equal((2, (2, true)), (Total(chosen), Facet(chosen, "favourite")["true"]));
        Assert.Equal((2, false), Facet(chosen, "tags")["cat"]);
        var both = await server.GetAsync("/api/search?favourite=true&tag=dog&facets=tags,favourite");
        Assert.Equal((1, (1, true)), (Total(both), Facet(both, "favourite")["true"]));
        var none = await server.GetAsync("/api/search?q=mountain&facets=favourite");
        Assert.Empty(Facet(none, "favourite"));
        var kept = await server.GetAsync("/api/search?q=mountain&favourite=true&facets=favourite");
        Assert.Equal((0, (0, true)), (Total(kept), Facet(kept, "favourite")["true"]));
        Assert.Equal(2, (await server.GetAsync("/api/timeline?favourite=true")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task A_chosen_value_stays_in_sight_where_nothing_has_it_any_more()
    {
        await using var server = await Server.WithAsync(s_pictures);

        var found = await server.GetAsync("/api/search?q=dog&tag=snow&facets=tags&facetSize=1");

        Assert.Equal(0, Total(found));
        Assert.Equal((0, true), Facet(found, "tags")["snow"]);
    }

    [Fact]
    public async Task Pages_follow_each_other_by_cursor()
    {
        await using var server = await Server.WithAsync(s_pictures);
        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await server.GetAsync(
                "/api/search?sort=name&size=3" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))
            );
            keys.AddRange(Keys(page));
            cursor = page.GetProperty("cursor").GetString();
        } while (cursor is not null);

        Assert.Equal(s_pictures.Keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task A_typing_error_is_forgiven_and_said()
    {
        await using var server = await Server.WithAsync(s_pictures);

        var found = await server.GetAsync("/api/search?q=moutain&reasons=true");

        Assert.Equal(1, Total(found));
        var expanded = found.GetProperty("expanded")[0];
        Assert.Equal("moutain", expanded.GetProperty("from").GetString());
        Assert.Equal("mountain", expanded.GetProperty("to")[0].GetString());
        Assert.Equal("typo", expanded.GetProperty("why").GetString());
        var reason = found.GetProperty("hits")[0].GetProperty("reasons")[0];
        Assert.Equal("mountain", reason.GetProperty("tag").GetString());
        Assert.Equal("scripted", reason.GetProperty("tagger").GetString());
        Assert.Equal("typo", reason.GetProperty("why").GetString());
        Assert.Equal(0, Total(await server.GetAsync("/api/search?q=moutain&forgiving=false")));
    }

    [Fact]
    public async Task Nothing_found_proposes_what_finds_something()
    {
        await using var server = await Server.WithAsync(
            new() { ["a.jpg"] = ["mouse", "night"], ["b.jpg"] = ["moose", "garden"] }
        );

        var found = await server.GetAsync("/api/search?q=" + Uri.EscapeDataString("moxse garden"));

        Assert.Equal(0, Total(found));
        var proposal = found.GetProperty("didYouMean")[0];
        Assert.Equal("moose garden", proposal.GetProperty("text").GetString());
        Assert.Equal(1, proposal.GetProperty("count").GetInt64());

        // A word that is spelled well is never taken for another.
        var known = await server.GetAsync("/api/search?q=" + Uri.EscapeDataString("house garden"));
        Assert.Equal((0, 0), (Total(known), known.GetProperty("didYouMean").GetArrayLength()));
    }

    [Theory]
    [InlineData("/api/search?q=%28cat", "QuerySyntax")]
    [InlineData("/api/search?size=0", "SearchRefused")]
    [InlineData("/api/search?size=abc", "BadRequest")]
    [InlineData("/api/search?min=101", "SearchRefused")]
    [InlineData("/api/search?sort=random", "SearchRefused")]
    [InlineData("/api/search?facets=colours", "SearchRefused")]
    [InlineData("/api/search?cursor=x", "CursorMismatch")]
    [InlineData("/api/suggest?size=1000", "SearchRefused")]
    [InlineData("/api/tags?size=0", "SearchRefused")]
    [InlineData("/api/tags/together?size=1000", "SearchRefused")]
    public async Task What_cannot_be_answered_is_a_problem_with_a_code(string path, string code)
    {
        await using var server = await Server.WithAsync(s_pictures);
        var problem = await server.GetAsync(path, HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(
            code == "QuerySyntax" ? 1 : null,
            problem.GetProperty("column").ValueKind is JsonValueKind.Null ? null : (int?)1
        );
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Words_are_completed_and_tags_are_counted()
    {
        await using var server = await Server.WithAsync(s_pictures);

        var suggestions = (await server.GetAsync("/api/suggest?q=" + Uri.EscapeDataString("dog mou"))).GetProperty("suggestions");
        Assert.Equal("dog mountain", suggestions[0].GetProperty("text").GetString());
        Assert.Equal("tag", suggestions[0].GetProperty("kind").GetString());

        var tags = await server.GetAsync("/api/tags?size=2");
        Assert.Equal(["cat", "dog"], Names(tags));
        Assert.Equal(4, tags.GetProperty("images").GetInt64());
        Assert.Equal(["snow", "sofa"], Names(await server.GetAsync("/api/tags?prefix=s")));
        Assert.Equal(["snow"], Names(await server.GetAsync("/api/tags?prefix=snow")));
        Assert.Equal(["dog", "cat"], Names(await server.GetAsync("/api/tags?q=dog&size=2")));
    }

    [Fact]
    public async Task Tags_that_stand_together_are_a_square_table()
    {
        await using var server = await Server.WithAsync(s_pictures);

        var together = await server.GetAsync("/api/tags/together?size=3");

        string[] tags = [.. together.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)];
        Assert.Equal(["cat", "dog", "garden"], tags);
        long[][] counts =
        [
            .. together
                .GetProperty("counts")
                .EnumerateArray()
                .Select(r => r.EnumerateArray().Select(c => c.GetInt64()).ToArray()),
        ];
        Assert.Equal(
            [
                [2, 1, 0],
                [1, 2, 1],
                [0, 1, 1],
            ],
            counts
        );
    }

    private static long Total(JsonElement page) => page.GetProperty("total").GetInt64();

    private static IEnumerable<string> Keys(JsonElement page) =>
        page.GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("key").GetString()!);

    private static IEnumerable<string> Names(JsonElement tags) =>
        tags.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("name").GetString()!);

    private static Dictionary<string, (long Count, bool Chosen)> Facet(JsonElement page, string name) =>
        page.GetProperty("facets")
            .GetProperty(name)
            .EnumerateArray()
            .ToDictionary(
                v => v.GetProperty("value").GetString()!,
                v => (v.GetProperty("count").GetInt64(), v.GetProperty("chosen").GetBoolean())
            );
}
