using ImageTagging.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>The endless grid: bounded elements, flat memory, nothing that jumps.</summary>
public sealed class GridTests(Chromium chromium)
{
    private const int Pictures = 100_000;

    // A dot of one pixel.
    private static readonly byte[] s_dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    [Fact]
    public async Task Scrolling_a_hundred_thousand_keeps_few_elements_and_flat_memory()
    {
        await using var site = await Site.StartAsync(index: new GeneratedIndex(Pictures), thumbnail: s_dot, run: false);
        await using var visit = await Visit.StartAsync(chromium, site, width: 1600, height: 1000);
        await Expect(visit.Count).ToHaveTextAsync("100,000 pictures");
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
        var all = Trials.Count(Pictures);
        await ScrollToAsync(visit, all / 4);
        var before = await HeapAsync(visit);
        await ScrollToAsync(visit, all);
        var after = await HeapAsync(visit);
        var most = await visit.Page.EvaluateAsync<int>("() => window.most");
        Assert.InRange(most, 20, 300);

        // Of the pictures passed, four bytes of shape, their rows' places and a cursor a page stay; no hit does.
        var grown = after - before;
        Assert.True(grown < 3_000_000, $"The heap grew by {grown:N0} bytes, from {before:N0}.");

        // And back at the top is the first picture again.
        await visit.Page.Keyboard.PressAsync("Home");
        await visit.Page.EvaluateAsync("() => scrollTo(0, 0)");
        await Expect(visit.Tile("000000.jpg")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task By_the_time_at_which_they_were_taken_pictures_stand_below_their_months()
    {
        await using var site = await Site.StartAsync(
            index: new GeneratedIndex(Pictures, TimeSpan.FromDays(1)),
            thumbnail: s_dot,
            run: false
        );
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=name", width: 1600, height: 1000);
        await Expect(visit.Count).ToHaveTextAsync("100,000 pictures");
        var months = visit.Page.Locator(".month-head");
        await Expect(months).ToHaveCountAsync(0);
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
        await visit.Page.GetByLabel("Sort by").SelectOptionAsync("taken");
        await Expect(months.First).ToHaveTextAsync("March 2024");
        // Nothing stands over a heading, and no row goes over its month's end.
        Assert.Equal(
            0,
            await visit.Page.EvaluateAsync<int>(
                """
                () => {
                  const heads = [...document.querySelectorAll(".month-head, .day-head")].map((e) => e.getBoundingClientRect());
                  const tiles = [...document.querySelectorAll(".tile:not([hidden])")].map((e) => e.getBoundingClientRect());
                  return heads.filter((h) => tiles.some((t) => t.left < h.right - 1 && t.right > h.left + 1 && t.top < h.bottom - 1 && t.bottom > h.top + 1)).length;
                }
                """
            )
        );
        await ScrollToAsync(visit, 2_000);
        await Expect(months.First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(" (201|202[0-3])"));
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => window.most"), 20, 300);
        await visit.Page.GetByLabel("Sort by").SelectOptionAsync("name");
        await Expect(months).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_picture_says_when_where_and_with_what_it_was_taken()
    {
        await using var site = await Site.StartAsync(
            index: new GeneratedIndex(3, TimeSpan.FromHours(6)),
            thumbnail: s_dot,
            run: false
        );
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("000000.jpg").ClickAsync();
        var about = visit.Viewer.Locator(".about");
        // A title from outside stays text.
        await Expect(about).ToContainTextAsync("<b>A day at sea</b>");
        await Expect(about).ToContainTextAsync("Taken 15 Mar 2024");
        await Expect(about).ToContainTextAsync("EOS 5D");
        await Expect(about).ToContainTextAsync("1/250 s · ISO 400");
        await Expect(about).ToContainTextAsync("48.2000° N, 16.4000° E");
        await Expect(about).ToContainTextAsync("With Ann Ang");
        // Each of it leads to what else is so.
        await Expect(about.GetByRole(AriaRole.Link, new() { Name = "48.2000° N" }))
            .ToHaveAttributeAsync("href", "./?q=near%3A48.2000%2C16.4000%2C5km");
        await Expect(about.GetByRole(AriaRole.Link, new() { Name = "Taken 15 Mar 2024" }))
            .ToHaveAttributeAsync("href", "./?q=taken%3A2024-03-15");
        await Expect(about.GetByRole(AriaRole.Link, new() { Name = "Ann Ang" }))
            .ToHaveAttributeAsync("href", "./?q=people%3D%22Ann%20Ang%22");
        await Expect(visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "4 stars; press" }))
            .ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_place_is_kept_through_a_picture_other_screens_a_reload_and_a_narrower_window()
    {
        await using var site = await Site.StartAsync(index: new GeneratedIndex(5_000), thumbnail: s_dot, run: false);
        await using var visit = await Visit.StartAsync(chromium, site);
        await ScrollToAsync(visit, 700);
        var name = await FirstShownAsync(visit);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#view-run")).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Tile(name)).ToBeInViewportAsync();
        await visit.Tile(name).ClickAsync();
        await Expect(visit.Viewer).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Viewer).ToBeHiddenAsync();
        await Expect(visit.Tile(name)).ToBeInViewportAsync();
        await Expect(visit.Tile(name)).ToBeFocusedAsync();
        await visit.Page.WaitForFunctionAsync("() => history.state?.place?.index > 500");
        await visit.ReloadAsync();
        await Expect(visit.Tile(name)).ToBeInViewportAsync();
        await visit.Page.SetViewportSizeAsync(1000, 800);
        await Expect(visit.Tile(name)).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_page_is_light_and_nothing_moves_while_it_comes()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.WaitForFunctionAsync("() => document.querySelectorAll('.tile.here:not([hidden])').length === 12");
        var weight = await visit.Page.EvaluateAsync<int>(
            """
            () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
              .filter((e) => !e.name.includes("/api/"))
              .reduce((sum, e) => sum + e.encodedBodySize, 0)
            """
        );
        Assert.InRange(weight, 10_000, 75_000);
        var shift = await visit.Page.EvaluateAsync<double>(
            """
            () => new Promise((resolve) => {
              let sum = 0;
              const observer = new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += entry.value;
              });
              observer.observe({ type: "layout-shift", buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => {
                for (const entry of observer.takeRecords()) sum += entry.value;
                resolve(sum);
              }));
            })
            """
        );
        Assert.True(shift < 0.01, $"The page moved by {shift:F4}.");
    }

    [Fact]
    public async Task On_a_phone_filters_are_a_drawer_and_the_views_are_below()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.OnPhoneAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).TapAsync();
        var drawer = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Filters" });
        await Expect(drawer).ToBeVisibleAsync();
        await drawer.Locator("details[data-group=tag]").GetByLabel("space, 2").CheckAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Show pictures" }).TapAsync();
        await Expect(drawer).ToBeHiddenAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        var bottom = await visit.Page.EvaluateAsync<double>(
            "() => document.querySelector('nav.views').getBoundingClientRect().bottom - innerHeight"
        );
        Assert.Equal(0, bottom, 1);

        // One hand selects without keys.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Select", Exact = true }).TapAsync();
        await visit.Tiles.First.TapAsync();
        await Expect(visit.Page.Locator("#selection strong")).ToHaveTextAsync("1 selected");
        await Expect(visit.Page.Locator("#camera")).ToHaveCountAsync(0);
        await visit.GoAsync("upload");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Take a photograph" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#camera")).ToHaveAttributeAsync("capture", "environment");
    }

    /// <summary>Scrolls on as a wheel does, window by window, until the picture's place is known and shown.</summary>
    private static Task ScrollToAsync(Visit visit, int index) =>
        visit.Page.EvaluateAsync(
            """
            (index) => new Promise((resolve) => {
              const step = () => {
                const shown = Math.max(-1, ...[...document.querySelectorAll(".tile:not([hidden])")].map((t) => Number(t.getAttribute("aria-posinset"))));
                if (shown >= index) return resolve();
                scrollBy({ top: innerHeight * 3, behavior: "instant" });
                requestAnimationFrame(step);
              };
              step();
            })
            """,
            index
        );

    private static async Task<string> FirstShownAsync(Visit visit)
    {
        // Waits and looks in one step, so that nothing moves between the two.
        var name = await visit.Page.WaitForFunctionAsync(
            """
            () => {
              const seen = [...document.querySelectorAll(".tile:not([hidden])")]
                .map((tile) => ({ tile, frame: tile.getBoundingClientRect(), place: Number(tile.getAttribute("aria-posinset")) }))
                .filter(({ frame }) => frame.top > 120 && frame.bottom <= innerHeight)
                .sort((a, b) => a.frame.top - b.frame.top || a.place - b.place);
              const here = ({ tile }) =>
                tile.classList.contains("here") && tile.querySelector("img:not([hidden])[src]") && tile.getAttribute("aria-label") !== "Loading";
              return seen.length > 0 && seen.every(here) && seen[0].tile.getAttribute("aria-label").split(":")[0];
            }
            """
        );
        return await name.JsonValueAsync<string>();
    }

    private static Task<long> HeapAsync(Visit visit) =>
        visit.Page.EvaluateAsync<long>(
            "async () => { for (let i = 0; i < 3; i++) { gc(); await new Promise(requestAnimationFrame); } return performance.memory.usedJSHeapSize; }"
        );
}
