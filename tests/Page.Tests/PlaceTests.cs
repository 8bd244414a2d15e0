using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Where pictures were taken, at the side and beside each.</summary>
public sealed class PlaceTests(Chromium chromium)
{
    private static readonly byte[] s_dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );
    private static readonly DateTimeOffset s_time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Places_are_chosen_at_the_side_and_a_pictures_place_leads_to_all_of_it()
    {
        var index = new InMemoryTagIndex();
        await index.EnsureReadyAsync(TestContext.Current.CancellationToken);
        await index.WriteAsync(
            [
                RecordWrite.Create(Record("a.jpg", new("Greece", "GR", "Attica", "Athens", null))),
                RecordWrite.Create(Record("b.jpg", new("Greece", "GR", "Crete", "Chania", null))),
                RecordWrite.Create(Record("c.jpg", new("Austria", "AT", null, "Vienna", null))),
                RecordWrite.Create(Record("d.jpg", null)),
            ],
            TestContext.Current.CancellationToken
        );
        await using var site = await Site.StartAsync(index: index, thumbnail: s_dot, run: false);
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Count).ToHaveTextAsync("4 pictures");
        var side = visit.Page.Locator("#facets");
        await side.GetByLabel("Greece, 2", new() { Exact = true }).CheckAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(side.GetByLabel("Attica, Greece, 1", new() { Exact = true })).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove place Greece" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("4 pictures");

        await visit.Tile("a.jpg").ClickAsync();
        await visit.Viewer.GetByRole(AriaRole.Link, new() { Name = "Athens, Attica, Greece" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await visit.SearchAsync("place:greece", "2 pictures");
    }

    private static ImageRecord Record(string key, PhotoPlace? place) =>
        new()
        {
            Source = "photos",
            Key = key,
            Location = "file:///photos/" + key,
            Size = 1000,
            ModifiedAt = s_time,
            ListedAt = s_time,
            Width = 600,
            Height = 400,
            MediaType = "image/jpeg",
            Taggers =
            [
                new()
                {
                    Name = "metadata",
                    Fingerprint = new("0", 0, 0),
                    Facts = place is null ? new() : new() { Place = new(place, FactSource.Xmp) },
                },
            ],
            Tags = [new("sea", new(9000))],
        };
}
