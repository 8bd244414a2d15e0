using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Stars, favourites and titles, by hand and by key.</summary>
public sealed class RatingTests(Chromium chromium)
{
    [Fact]
    public async Task Keys_rate_the_open_picture_and_searches_find_it()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").ClickAsync();
        await Expect(Star(visit, "4 stars")).ToHaveAttributeAsync("aria-pressed", "false");
        await visit.Page.Keyboard.PressAsync("4");
        await Expect(visit.Notices).ToContainTextAsync("Gave 4 stars to 1 picture");
        await Expect(Star(visit, "4 stars; press to take them away")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Page.Keyboard.PressAsync("f");
        await Expect(Star(visit, "Favourite")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator(".tile[aria-label*='4 stars: favourite']")).ToHaveCountAsync(1);
        await visit.SearchAsync("rating>=4 favourite", "1 picture");
        await visit.SearchAsync("rating>=5", "0 pictures");

        await visit.SearchAsync("rating>=4", "1 picture");
        await visit.Tile("horse.png").ClickAsync();
        await Star(visit, "4 stars; press to take them away").ClickAsync();
        await Expect(Star(visit, "4 stars")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(Star(visit, "4 stars")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("u");
        await Expect(Star(visit, "4 stars; press to take them away")).ToHaveAttributeAsync("aria-pressed", "true");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task The_picture_with_the_focus_and_a_selection_are_rated_in_the_grid()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("5");
        await Expect(visit.Notices).ToContainTextAsync("Gave 5 stars to 1 picture");
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await visit.Page.Locator("#selection").GetByRole(AriaRole.Button, new() { Name = "Rate" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "2 stars" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("Gave 2 stars to 2 pictures");
        await visit.SearchAsync("rating=2", "2 pictures");
    }

    [Fact]
    public async Task Favourites_and_stars_are_chosen_at_the_side_and_counted()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await Expect(visit.Page.Locator("details[data-group=favourite], details[data-group=rating]")).ToHaveCountAsync(0);
        foreach (var name in (string[])["horse.png", "rocket.jpg"])
        {
            await visit.Tile(name).ClickAsync();
            await Star(visit, "Favourite").ClickAsync();
            await Expect(Star(visit, "Favourite")).ToHaveAttributeAsync("aria-pressed", "true");
            await visit.Page.Keyboard.PressAsync("Escape");
            await Expect(visit.Viewer).ToBeHiddenAsync();
        }

        // One kind of stars alone tells the pictures that have them from the others.
        await visit.Tile("horse.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("5");
        var side = visit.Page.Locator("#facets");
        await Expect(side.GetByLabel("5 stars, 1", new() { Exact = true })).ToBeVisibleAsync();
        var favourites = side.GetByLabel("With a heart, 2", new() { Exact = true });
        await favourites.CheckAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(visit.Page.Locator(".tile[data-marks='♥']:not([hidden])")).ToHaveCountAsync(2);
        await side.GetByLabel("5 stars, 1", new() { Exact = true }).CheckAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await Expect(side.GetByLabel("With a heart, 1", new() { Exact = true })).ToBeCheckedAsync();
        await visit.ReloadAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove favourites" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove rating 5 stars" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("12 pictures");
    }

    [Fact]
    public async Task A_title_is_given_and_is_text_whatever_stands_in_it()
    {
        const string title = "<b>Our</b> horse & I";
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").ClickAsync();
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Edit the title" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Title" }).FillAsync(title);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Viewer.Locator(".titled")).ToHaveTextAsync(title);
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.SearchAsync("title:horse", "1 picture");
    }

    private static ILocator Star(Visit visit, string name) =>
        visit.Viewer.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
