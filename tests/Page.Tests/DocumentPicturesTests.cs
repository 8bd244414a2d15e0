using ImageTagging.Onnx;
using Microsoft.Playwright;
using NetVips;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>
/// The pictures of the page in docs/teaching.md, docs/evaluation.md and docs/similar.md, of the sample photographs as the local tagger
/// sees them: under artifacts/screenshots, and in docs/images as WebP.
/// </summary>
public sealed class DocumentPicturesTests(Chromium chromium)
{
    private const int Width = 1_200;
    private const int Height = 760;

    [Fact]
    public async Task A_tag_is_taught_as_the_walk_through_the_samples_tells()
    {
        using var tagger = new LocalTagger();
        await using var site = await Site.StartAsync(tagger);
        var teacher = new TagTeacher(site.Pipeline.Index);
        await teacher.TeachAsync(
            new()
            {
                Tag = "living",
                By = "tester",
                Yes = Names("animals/chelsea.png", "people/astronaut.png", "people/camera.png"),
                No = Names(
                    "textures/brick.png",
                    "textures/gravel.png",
                    "things/coffee.png",
                    "space/rocket.jpg",
                    "things/clock_motion.png"
                ),
            }
        );
        await teacher.ApplyAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "teach", Width, Height);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Go on teaching living" }).ClickAsync();
        await Expect(visit.Page.Locator("#teach-picture")).ToContainTextAsync("horse.png");
        await Expect(visit.Page.Locator("#teach-quality")).ToContainTextAsync("are right (");
        // Whole, and large enough to judge it.
        var shown = visit.Page.Locator("#view-teach .question img");
        Assert.Equal("contain", await shown.EvaluateAsync<string>("i => getComputedStyle(i).objectFit"));
        Assert.True(await shown.BoundingBoxAsync() is { Width: >= 400, Height: >= 240 }, "The picture is small.");
        await visit.ShootAsync("docs-teach");

        await visit.Page.Keyboard.PressAsync("y");
        await Expect(visit.Page.Locator("#teach-picture")).ToContainTextAsync("text.png");
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Page.Locator("#teach-picture")).Not.ToContainTextAsync("text.png");
        await visit.Page.Locator("#teach-apply").ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("“living” is given to the pictures that have it");
        await Expect(visit.Page.GetByText("Being given")).ToHaveCountAsync(0);
        await visit.GoAsync("?tag=living");
        await Expect(visit.Count).ToHaveTextAsync("4 pictures");
        await visit.ShootAsync("docs-taught");
    }

    [Fact]
    public async Task Similar_pictures_of_a_sample_come_the_most_similar_first()
    {
        using var tagger = new LocalTagger();
        await using var site = await Site.StartAsync(tagger, prepare: Changed);
        await using var visit = await Visit.StartAsync(chromium, site, "?q=coffee", Width, Height);
        await visit.Tile("coffee.png").ClickAsync();
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Similar pictures" }).ClickAsync();
        await Expect(visit.Viewer).ToBeHiddenAsync();
        await Expect(visit.Tile("coffee-web.jpg")).ToBeVisibleAsync();
        await visit.ShootAsync("docs-similar");
    }

    [Fact]
    public async Task Changed_samples_are_stacked_with_the_best_first()
    {
        using var tagger = new LocalTagger();
        await using var site = await Site.StartAsync(tagger, prepare: Changed);
        await using var visit = await Visit.StartAsync(chromium, site, "duplicates", Width, Height);
        var stacks = visit.Page.Locator("#view-duplicates .stack");
        await Expect(stacks).ToHaveCountAsync(2);
        await stacks.First.GetByRole(AriaRole.Button, new() { Name = "Choose all but the best" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Toolbar, new() { Name = "What can go" })).ToContainTextAsync("chosen");
        await visit.ShootAsync("docs-duplicates");
    }

    // A small one for the web, one cropped, one turned, one lighter.
    private static void Changed(string folder)
    {
        using var coffee = Image.NewFromFile(Path.Combine(folder, "things", "coffee.png"));
        using var astronaut = Image.NewFromFile(Path.Combine(folder, "people", "astronaut.png"));
        using var small = coffee.Resize(0.6);
        small.Jpegsave(Path.Combine(folder, "things", "coffee-web.jpg"), q: 60);
        using var cropped = coffee.Crop(coffee.Width / 25, coffee.Height / 25, coffee.Width * 23 / 25, coffee.Height * 23 / 25);
        cropped.Jpegsave(Path.Combine(folder, "things", "coffee-cropped.jpg"), q: 85);
        using var turned = astronaut.Rot90();
        turned.Jpegsave(Path.Combine(folder, "people", "astronaut-turned.jpg"), q: 85);
        using var lighter = astronaut.Linear([1.0], [30.0]).Cast(Enums.BandFormat.Uchar);
        lighter.Jpegsave(Path.Combine(folder, "people", "astronaut-lighter.jpg"), q: 85);
    }

    private static ImageName[] Names(params string[] keys) => [.. keys.Select(k => new ImageName("photos", k))];
}
