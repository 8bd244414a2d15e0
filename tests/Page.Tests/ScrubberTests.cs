using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Pictures by their days: every place is known from the start, and the side of the grid leads to any month.</summary>
public sealed class ScrubberTests(Chromium chromium)
{
    // Of a hundred thousand pictures, one every two hours, 23 years.
    private const int Pictures = 100_000;

    private static readonly byte[] s_dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    [Fact]
    public async Task Keys_go_from_month_to_month_and_from_year_to_year()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=taken", width: 1600, height: 1000);
        var slider = visit.Page.GetByRole(AriaRole.Slider, new() { Name = "Go to a month" });
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "March 2024, 175 pictures");
        await slider.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "February 2024, 348 pictures");
        await Expect(InSight(visit, "February 2024")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("PageDown");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("^December 2023"));
        await visit.Page.Keyboard.PressAsync("End");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("^May 2001"));
        await Expect(InSight(visit, "May 2001")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Home");
        await Expect(visit.Tile("000000.jpg")).ToBeInViewportAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_press_at_the_side_shows_the_pictures_of_that_time_and_reads_no_others()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=taken", width: 1600, height: 1000);
        await Expect(visit.Tile("000000.jpg")).ToBeVisibleAsync();
        var asked = 0;
        visit.Page.Request += (_, request) => asked += request.Url.Contains("api/search?", StringComparison.Ordinal) ? 1 : 0;
        var box = (await visit.Page.Locator("#scrubber").BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(box.X + 20, box.Y + (box.Height / 2));
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.UpAsync();
        await Expect(visit.Page.Locator("#scrubber"))
            .ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("^October 2012"));
        await visit.Page.WaitForFunctionAsync(
            "() => { const seen = [...document.querySelectorAll('.tile:not([hidden])')]; return seen.length > 0 && seen.every((t) => t.getAttribute('aria-label') !== 'Loading'); }"
        );
        var name = await visit.Tiles.First.GetAttributeAsync("aria-label");
        Assert.Matches("^0[45]", name!);
        Assert.InRange(asked, 1, 12);
    }

    [Fact]
    public async Task Scrubbed_through_and_back_the_grid_keeps_few_elements_and_flat_memory()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=taken", width: 1600, height: 1000);
        await Expect(visit.Tile("000000.jpg")).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync(
            """
            () => {
              window.most = 0;
              const grid = document.getElementById("grid");
              const count = () => (window.most = Math.max(window.most, grid.querySelectorAll("*").length));
              new MutationObserver(count).observe(grid, { childList: true, subtree: true });
              count();
            }
            """
        );
        await WalkAsync(visit, 20);
        var before = await HeapAsync(visit);
        await WalkAsync(visit, 60);
        var grown = await HeapAsync(visit) - before;
        Assert.True(grown < 3_000_000, $"The heap grew by {grown:N0} bytes, from {before:N0}.");
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => window.most"), 20, 300);
    }

    [Fact]
    public async Task Sorted_otherwise_there_is_none()
    {
        await using var site = await StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=name", width: 1600, height: 1000);
        await Expect(visit.Tile("000000.jpg")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#scrubber")).ToBeHiddenAsync();
        await visit.Page.GetByLabel("Sort by").SelectOptionAsync("taken");
        await Expect(visit.Page.Locator("#scrubber")).ToBeVisibleAsync();
    }

    private static Task<Site> StartAsync() =>
        Site.StartAsync(index: new GeneratedIndex(Pictures, TimeSpan.FromHours(2)), thumbnail: s_dot, run: false);

    private static ILocator InSight(Visit visit, string month) =>
        visit.Page.Locator(".month-head", new() { HasTextString = month }).First;

    // To places all over, waiting at each until its pictures are there.
    private static Task WalkAsync(Visit visit, int places) =>
        visit.Page.EvaluateAsync(
            """
            async (places) => {
              const loading = () => [...document.querySelectorAll(".tile:not([hidden])")].some((t) => t.getAttribute("aria-label") === "Loading");
              for (let i = 1; i <= places; i++) {
                scrollTo({ top: ((i * 37) % 100) / 100 * document.documentElement.scrollHeight, behavior: "instant" });
                do await new Promise(requestAnimationFrame); while (loading());
              }
            }
            """,
            places
        );

    private static Task<long> HeapAsync(Visit visit) =>
        visit.Page.EvaluateAsync<long>(
            "async () => { for (let i = 0; i < 3; i++) { gc(); await new Promise(requestAnimationFrame); } return performance.memory.usedJSHeapSize; }"
        );
}
