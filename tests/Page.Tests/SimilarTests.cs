using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>From a picture to those that look like it, by the mouse and by a key, and back.</summary>
public sealed class SimilarTests(Chromium chromium)
{
    [Fact]
    public async Task Similar_pictures_keep_the_filters_and_come_the_most_similar_first()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?category=animals&category=things");
        await visit.Tile("chelsea.png").ClickAsync();
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" }).ClickAsync();

        await Expect(visit.Viewer).ToBeHiddenAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        Assert.Equal(["horse.png", "coffee.png"], await NamesAsync(visit));
        await Expect(visit.Page.Locator("#notes")).ToContainTextAsync("The most similar first");
        await Expect(visit.Page.Locator("#chips")).ToContainTextAsync("chelsea.png");
        await Expect(visit.Page.Locator("#sort")).ToBeDisabledAsync();

        // How many of these have a tag nobody has counted, so no number stands beside it.
        await Expect(visit.Page.Locator("#facets input").First).ToBeAttachedAsync();
        await Expect(visit.Page.Locator("#facets .facet .number")).ToHaveCountAsync(0);

        // A filter that goes widens it; without the picture it is the search that it was.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove category things" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove similar to chelsea.png" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(visit.Page.Locator("#sort")).ToBeEnabledAsync();

        // The address is the search, for a key as for the mouse.
        await visit.Tile("horse.png").ClickAsync();
        await Expect(visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("m");
        await Expect(visit.Page.Locator("#chips")).ToContainTextAsync("horse.png");
        await visit.ReloadAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        Assert.Equal(["chelsea.png"], await NamesAsync(visit));
    }

    [Fact]
    public async Task Where_nothing_looks_like_it_the_page_says_so()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?category=space&category=people");
        await visit.Tile("camera.png").ClickAsync();
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" }).ClickAsync();
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("Nothing looks like it");
        await Expect(visit.Count).ToHaveTextAsync("0 pictures");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Without the similarity" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("4 pictures");
    }

    [Fact]
    public async Task A_picture_without_a_vector_offers_none()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=handwriting");
        await visit.Tile("text.png").ClickAsync();
        await Expect(visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Pictures with the same tags" })).ToBeVisibleAsync();
        await Expect(visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" })).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("m");
        await Expect(visit.Viewer).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Over_an_index_that_compares_no_vectors_the_picture_says_so()
    {
        var index = new InMemoryTagIndex();
        await using var site = await StartAsync(index, new WithoutVectors(index));
        await using var visit = await Visit.StartAsync(chromium, site, "?q=cat");
        await visit.Tile("chelsea.png").ClickAsync();
        await Expect(visit.Viewer).ToContainTextAsync("The index of these pictures cannot find similar ones.");
        await Expect(visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" })).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("m");
        await Expect(visit.Viewer).ToBeVisibleAsync();
    }

    private sealed class WithoutVectors(ITagIndex inner) : DelegatingTagIndex(inner)
    {
        public override IndexInfo Info => base.Info with { FindsSimilar = false };
    }

    private static async Task<string[]> NamesAsync(Visit visit)
    {
        var labels = await visit.Tiles.EvaluateAllAsync<string[]>(
            "all => all.sort((a, b) => a.ariaPosInSet - b.ariaPosInSet).map(t => t.getAttribute('aria-label'))"
        );
        return [.. labels.Select(l => l.Split(':')[0])];
    }

    private static async Task<Site> StartAsync(InMemoryTagIndex? index = null, ITagIndex? before = null)
    {
        index ??= new InMemoryTagIndex();
        var site = await Site.StartAsync(index: before ?? index);
        (string Key, float[] Vector)[] vectors =
        [
            ("animals/chelsea.png", [1, 0, 0]),
            ("animals/horse.png", [1, 0.3f, 0]),
            ("things/coffee.png", [1, 1, 0]),
            ("things/retina.jpg", [0.1f, 1, 0]),
            ("people/camera.png", [1, 0.1f, 0]),
        ];
        foreach (var (key, vector) in vectors)
        {
            var record = (await index.GetManyAsync([new("photos", key)]))[0]!;
            var next = record with { Taggers = [record.Taggers[0] with { Embedding = Embedding.FromVector("eye", vector) }] };
            await index.WriteAsync([RecordWrite.Replace(next, record.Token!)]);
        }

        return site;
    }
}
