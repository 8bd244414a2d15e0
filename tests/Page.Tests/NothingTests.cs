using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>A search that finds nothing says what is known near it, and takes nothing away.</summary>
public sealed class NothingTests(Chromium chromium)
{
    [Fact]
    public async Task Nothing_found_keeps_the_query_the_filters_and_the_pictures_before_in_grey()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=animal");
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        await visit.Box.FillAsync("xylophone");
        await visit.Box.PressAsync("Enter");
        var state = visit.Page.Locator("#state");
        await Expect(state).ToContainTextAsync("Nothing found for “xylophone”");
        await Expect(state).ToContainTextAsync("No picture here is tagged “xylophone”.");
        await Expect(state).ToContainTextAsync("add the tag “xylophone”");
        await Expect(visit.Box).ToHaveValueAsync("xylophone");
        await Expect(visit.Box).ToBeEditableAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        Assert.True(await visit.Grid.EvaluateAsync<bool>("grid => grid.inert && grid.classList.contains('stale')"));
        await Expect(visit.Page.Locator("details[data-group=tag]").GetByLabel("cat, 0")).ToBeVisibleAsync();

        // What there is, with pictures, leads on; then the grid is alive again.
        var near = state.GetByRole(AriaRole.Link, new() { Name = "indoor 3 pictures" });
        await Expect(near.Locator("img")).ToHaveCountAsync(3);
        await near.ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("3 pictures");
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("[?]tag=indoor$"));
        await Expect(state).ToBeHiddenAsync();
        Assert.False(await visit.Grid.EvaluateAsync<bool>("grid => grid.inert"));
    }

    [Fact]
    public async Task Words_that_never_stand_together_are_told_with_what_each_finds()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=horse+coffee");
        var state = visit.Page.Locator("#state");
        await Expect(state).ToContainTextAsync("Each of these finds pictures, and no picture has all of them.");
        // Opened by its address there was no search before; the filters are there all the same.
        await Expect(visit.Page.Locator("details[data-group=tag] .facet").First).ToBeVisibleAsync();
        await state.GetByRole(AriaRole.Link, new() { Name = "horse 1 picture" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
    }

    [Fact]
    public async Task Of_a_sentence_only_the_words_that_say_something_are_told()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=a+horse+with+the+coffee");
        var state = visit.Page.Locator("#state");
        await Expect(state).ToContainTextAsync("Each of these finds pictures, and no picture has all of them.");
        await Expect(state).Not.ToContainTextAsync("“the”");
        await Expect(state.Locator("h3")).ToHaveTextAsync(["Each alone finds"]);
    }

    [Fact]
    public async Task Filters_that_leave_nothing_are_taken_away_by_one_press()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=horse&tag=coffee");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Without the filters" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
    }

    [Fact]
    public async Task A_guess_is_a_question()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.SearchAsync("coffe", "1 picture");
        var notes = visit.Page.Locator("#notes");
        await Expect(notes).ToContainTextAsync("Did you mean coffee?");
        await notes.GetByRole(AriaRole.Button, new() { Name = "coffee" }).ClickAsync();
        await Expect(visit.Box).ToHaveValueAsync("coffee");
        await Expect(notes).ToBeHiddenAsync();
    }
}
