using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

public sealed class TeachTests(Chromium chromium)
{
    // Pictures with an even number show a party, and the model sees it.
    private const int Pictures = 80;
    private const int Answers = 20;

    [Fact]
    public async Task A_tag_is_taught_by_keys_given_to_all_pictures_and_undone()
    {
        await using var site = await Site.StartAsync(index: await IndexAsync(), thumbnail: Pixel, run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "teach");
        var field = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to teach" });
        await field.FillAsync("party");
        await field.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Does it show “party”?" })).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#teach-apply")).ToBeDisabledAsync();

        var name = visit.Page.Locator("#teach-picture");
        var asked = new HashSet<string>();
        for (var i = 0; i < Answers; i++)
        {
            await Expect(name).ToContainTextAsync(".jpg");
            var key = (await name.TextContentAsync())![..5];
            Assert.True(asked.Add(key), $"{key} was asked about twice");
            await visit.Page.Keyboard.PressAsync(
                i == 2 ? "s"
                : IsParty(key) ? "y"
                : "n"
            );
            await Expect(name).Not.ToContainTextAsync(key);
        }

        await Expect(visit.Page.Locator("#teach-quality")).ToContainTextAsync("are right (");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Give it to all pictures" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("“party” is given to the pictures that have it");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Taught tags" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Being given")).ToHaveCountAsync(0);
        var found = await FoundAsync(site);
        Assert.InRange(found.Count(IsParty), (Pictures / 2) - 4, Pictures / 2);
        Assert.InRange(found.Count(f => !IsParty(f)), 0, 4);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Take version 1 of party back" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("“party” is taught no more");
        await Expect(visit.Page.GetByText("Being given")).ToHaveCountAsync(0);
        // What a person said stays.
        Assert.All(await FoundAsync(site), f => Assert.Contains(f, asked));
    }

    [Fact]
    public async Task A_tag_is_taught_by_the_mouse_alone()
    {
        await using var site = await Site.StartAsync(index: await IndexAsync(), thumbnail: Pixel, run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "teach");
        var field = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to teach" });
        await field.FillAsync("party");
        await field.PressAsync("Enter");
        var name = visit.Page.Locator("#teach-picture");
        for (var i = 0; i < Answers; i++)
        {
            await Expect(name).ToContainTextAsync(".jpg");
            var key = (await name.TextContentAsync())![..5];
            await visit
                .Page.Locator(
                    i == 2 ? "#teach-skip"
                    : IsParty(key) ? "#teach-yes"
                    : "#teach-no"
                )
                .ClickAsync();
            await Expect(name).Not.ToContainTextAsync(key);
        }

        await Expect(visit.Page.Locator("#teach-quality")).ToContainTextAsync("are right (");
        await visit.ShootAsync("teach-mouse");
        await visit.Page.Locator("#teach-apply").ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("“party” is given to the pictures that have it");
        await Expect(visit.Page.GetByText("Being given")).ToHaveCountAsync(0);
        Assert.InRange((await FoundAsync(site)).Count(IsParty), (Pictures / 2) - 4, Pictures / 2);
    }

    private static async Task<string[]> FoundAsync(Site site) =>
        [
            .. (await site.Pipeline.Index.SearchAsync(new() { Query = new HasTagQuery("party"), Size = 200 })).Hits.Select(h =>
                h.Record.Key[..5]
            ),
        ];

    private static bool IsParty(string key) => int.Parse(key, CultureInfo.InvariantCulture) % 2 == 0;

    private static async Task<InMemoryTagIndex> IndexAsync()
    {
        var random = new Random(3);
        var index = new InMemoryTagIndex();
        await index.WriteAsync([
            .. Enumerable
                .Range(0, Pictures)
                .Select(i =>
                {
                    float[] vector = [.. Enumerable.Range(0, 16).Select(_ => (float)random.NextDouble() - 0.5f)];
                    vector[5] = i % 2 == 0 ? 1 : -1;
                    return RecordWrite.Create(
                        new()
                        {
                            Source = "photos",
                            Key = $"{i:D5}.jpg",
                            Location = $"{i:D5}.jpg",
                            Size = 1,
                            ModifiedAt = DateTimeOffset.UnixEpoch,
                            ListedAt = DateTimeOffset.UnixEpoch,
                            Taggers =
                            [
                                new()
                                {
                                    Name = "local",
                                    Fingerprint = new("a", 0, 0),
                                    Embedding = Embedding.FromVector("eye", vector),
                                },
                            ],
                        }
                    );
                }),
        ]);
        return index;
    }

    private static byte[] Pixel { get; } =
        Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        );
}
