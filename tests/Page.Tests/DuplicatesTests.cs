using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Stacks of pictures that are nearly the same: choose, tag, copy the list, say that they are not the same.</summary>
public sealed class DuplicatesTests(Chromium chromium)
{
    private static readonly string[][] s_stacks =
    [
        ["animals/chelsea.png", "animals/horse.png"],
        ["people/astronaut.png", "people/camera.png", "things/coffee.png"],
    ];

    [Fact]
    public async Task What_can_go_is_chosen_and_tagged_and_no_picture_is_deleted()
    {
        var index = new InMemoryTagIndex();
        await using var site = await StartAsync(index);
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Duplicates" }).ClickAsync();
        var stacks = visit.Page.Locator("#view-duplicates .stack");
        await Expect(stacks).ToHaveCountAsync(2);
        await Expect(stacks.Nth(1)).ToContainTextAsync("3 times");
        await Expect(stacks.Nth(1).Locator(".best")).ToHaveCountAsync(1);

        await stacks.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Choose all but the best" }).ClickAsync();
        var bar = visit.Page.GetByRole(AriaRole.Toolbar, new() { Name = "What can go" });
        await Expect(bar).ToContainTextAsync("2 pictures chosen");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Tag “duplicate”" }).ClickAsync();
        await Expect(stacks).ToHaveCountAsync(1);
        await Expect(visit.Notices).ToContainTextAsync("Undo");
        var tagged = await index.SearchAsync(new() { Query = new HasTagQuery("duplicate") });
        Assert.Equal(2, tagged.Total);
        Assert.All(s_stacks[1], key => Assert.True(File.Exists(Path.Combine(site.Photos, key))));

        await visit.Notices.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await visit.ReloadAsync();
        await Expect(stacks).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_is_said_not_to_be_the_same_stays_apart_and_keys_lead_there()
    {
        var index = new InMemoryTagIndex();
        await using var site = await StartAsync(index);
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.Keyboard.PressAsync("g");
        await visit.Page.Keyboard.PressAsync("d");
        var stacks = visit.Page.Locator("#view-duplicates .stack");
        await Expect(stacks).ToHaveCountAsync(2);
        await stacks.First.GetByRole(AriaRole.Button, new() { Name = "Not the same" }).ClickAsync();
        await Expect(stacks).ToHaveCountAsync(1);
        await visit.ReloadAsync();
        await Expect(stacks).ToHaveCountAsync(1);
        await Expect(stacks.First).ToContainTextAsync("3 times");

        // By keys alone: a picture is chosen and opened.
        await stacks.First.GetByRole(AriaRole.Checkbox).First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.GetByRole(AriaRole.Toolbar, new() { Name = "What can go" }))
            .ToContainTextAsync("1 picture chosen");
    }

    private static async Task<Site> StartAsync(InMemoryTagIndex index)
    {
        var site = await Site.StartAsync(index: index);
        var random = new Random(3);
        foreach (var stack in s_stacks)
        {
            var (look, vector) = (
                (ulong)random.NextInt64() & ~1UL,
                Enumerable.Range(0, 64).Select(_ => random.NextSingle() - 0.5f)
            );
            var embedding = Embedding.FromVector("eye", [.. vector]);
            foreach (var key in stack)
            {
                var record = (await index.GetManyAsync([new("photos", key)]))[0]!;
                var next = record with
                {
                    Look = new(look),
                    Width = 600,
                    Height = 400,
                    Taggers = [record.Taggers[0] with { Embedding = embedding }],
                };
                await index.WriteAsync([RecordWrite.Replace(next, record.Token!)]);
            }
        }

        return site;
    }
}
