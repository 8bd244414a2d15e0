using ImageTagging.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>A number beside a tag is what a press on it shows, wherever it stands; what has an order stands in it.</summary>
public sealed class CountTests(Chromium chromium)
{
    [Fact]
    public async Task A_tag_of_which_there_are_kinds_has_one_number()
    {
        // The horse is a kind of mammal, the cat is tagged so: a search for the word finds both, the filter one.
        var tagger = Photographs.Tagger();
        tagger.Answer("animals/chelsea.png", Label("cat"), Label("mammal"));
        tagger.Answer("animals/horse.png", Label("horse", "mammal"));
        await using var site = await Site.StartAsync(tagger);
        await using var visit = await Visit.StartAsync(chromium, site, "?q=mammal");
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");

        await visit.GoAsync("charts");
        await visit.Page.Locator(".bars a[title^='1 picture,']", new() { HasText = "mammal" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await Expect(visit.Page.Locator("details[data-group=tag]").GetByLabel("mammal, 1")).ToBeCheckedAsync();
        // The charts of what is chosen are of as many pictures.
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Charts" }).ClickAsync();
        await Expect(visit.Page.Locator("#view-charts .quiet").First)
            .ToContainTextAsync("Of the 1 picture that the search finds");

        await visit.GoAsync("?q=mamma");
        await visit.Page.Locator("#state").GetByRole(AriaRole.Link, new() { Name = "mammal 1 picture" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");

        static ImageLabel Label(string name, params string[] parents) =>
            new()
            {
                Name = name,
                Confidence = 95,
                Parents = parents,
            };
    }

    [Fact]
    public async Task Years_and_months_stand_the_latest_first_and_stars_the_most_first()
    {
        await using var site = await StartAsync(
            ("2024-05-01", 3, 1),
            ("2022-07-01", 5, 4),
            ("2019-07-02", 1, 3),
            ("2023-08-03", 4, 2)
        );
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(NamesOf("year")).ToHaveTextAsync(["2024", "2023", "2022", "2019"]);
        await Expect(NamesOf("taken")).ToHaveTextAsync(["May 2024", "August 2023", "July 2022", "July 2019"]);
        await Expect(NamesOf("rating")).ToHaveTextAsync(["5 stars", "4 stars", "3 stars", "1 star"]);

        ILocator NamesOf(string group) => visit.Page.Locator($"details[data-group={group}] .facet .name");
    }

    [Theory]
    [InlineData("folder:roll", true)]
    [InlineData("taken:2022 OR taken:2019", true)]
    [InlineData("rating>=3 -sunset", true)]
    [InlineData("(taken:2022 OR favourite) has:taken", true)]
    [InlineData("\"favourite\" rating>=1", false)]
    [InlineData("beach rating>=3", false)]
    [InlineData("taken:2022 OR beach", false)]
    public async Task A_search_by_facts_alone_stands_by_day(string query, bool byDay)
    {
        await using var site = await StartAsync(("2022-07-01", 3, 4), ("2019-07-02", 4, 3));
        await using var visit = await Visit.StartAsync(chromium, site, "?q=" + Uri.EscapeDataString(query));
        await Expect(visit.Page.GetByLabel("Sort by")).ToHaveValueAsync(byDay ? "taken" : "relevance");
        if (byDay)
        {
            await Expect(visit.Page.Locator(".month-head").First).ToBeVisibleAsync();
        }
    }

    // So many of each day and stars.
    private static async Task<Site> StartAsync(params (string Day, int Stars, int Pictures)[] all)
    {
        var index = new InMemoryTagIndex();
        var writes = all.SelectMany(
            (one, n) =>
                Enumerable
                    .Range(0, one.Pictures)
                    .Select(i =>
                        RecordWrite.Create(
                            new()
                            {
                                Source = "photos",
                                Key = $"roll/{n}-{i}.jpg",
                                Location = "",
                                Size = 1,
                                ModifiedAt = DateTimeOffset.UnixEpoch,
                                ListedAt = DateTimeOffset.UnixEpoch,
                                Tags = [new("beach", new(9000))],
                                Taggers =
                                [
                                    new()
                                    {
                                        Name = "metadata",
                                        Fingerprint = new("0", 0, 0),
                                        Facts = new()
                                        {
                                            Taken = new(
                                                new(DateTime.Parse(one.Day, null), null, TimeCertainty.Local),
                                                FactSource.Exif
                                            ),
                                            Rating = new(one.Stars, FactSource.Xmp),
                                        },
                                    },
                                ],
                            }
                        )
                    )
        );
        await index.WriteAsync([.. writes]);
        await index.RefreshAsync();
        return await Site.StartAsync(
            index: index,
            run: false,
            thumbnail: await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things/text.png"))
        );
    }
}
