using ImageTagging.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>What people met that was cut off, hidden, lost or not said.</summary>
public sealed class LayoutTests(Chromium chromium)
{
    [Fact]
    public async Task At_twice_the_size_nothing_is_cut_off()
    {
        await using var site = await Site.StartAsync();
        // A window of 1,280 by 800 at 200 percent.
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person", width: 640, height: 400);
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        Assert.True(
            await visit.Count.EvaluateAsync<bool>("h => h.scrollWidth <= h.clientWidth && h.scrollHeight <= h.clientHeight + 1")
        );
        await visit.Tiles.First.ClickAsync();
        var next = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Next picture" });
        await Expect(next).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.True(await visit.Viewer.Locator("h2").EvaluateAsync<bool>("h => h.scrollWidth <= h.clientWidth"));
    }

    [Fact]
    public async Task Beside_a_dialog_is_no_strip_and_the_page_behind_does_not_move()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        var before = await visit.Grid.EvaluateAsync<double>("grid => grid.clientWidth");
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.Locator("#sheet")).ToBeVisibleAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => innerWidth === document.documentElement.clientWidth"));
        Assert.Equal(before, await visit.Grid.EvaluateAsync<double>("grid => grid.clientWidth"));
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Tiles.First.ClickAsync();
        await Expect(visit.Viewer).ToBeVisibleAsync();
        Assert.True(await visit.Viewer.EvaluateAsync<bool>("v => v.getBoundingClientRect().width === innerWidth"));
    }

    [Fact]
    public async Task A_notice_does_not_lie_over_the_last_row_and_undo_outlives_a_reload()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("a");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to add" }).FillAsync("at home");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Notices).ToContainTextAsync("Added “at home”");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "() => Math.max(...[...document.querySelectorAll('.tile:not([hidden])')].map((t) => t.getBoundingClientRect().bottom)) <= document.getElementById('toasts').getBoundingClientRect().top"
            )
        );

        await visit.ReloadAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.Keyboard.PressAsync("u");
        await Expect(visit.Notices).ToContainTextAsync("Undone on 1 picture");
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(640, 400)]
    [InlineData(1280, 800)]
    public async Task A_notice_stands_above_the_bar_of_a_selection(int width, int height)
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, width: width, height: height);
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.Locator("#selection")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("3");
        await Expect(visit.Notices).ToContainTextAsync("Gave 3 stars");
        await visit.Page.WaitForFunctionAsync(
            "() => document.getElementById('toasts').getBoundingClientRect().bottom <= document.getElementById('selection').getBoundingClientRect().top"
        );
    }

    [Fact]
    public async Task At_four_times_the_size_the_pictures_have_the_window_for_themselves()
    {
        await using var site = await Site.StartAsync();
        // A window of 1,280 by 800 at 400 percent.
        await using var visit = await Visit.StartAsync(chromium, site, width: 320, height: 200);
        await Expect(visit.Tiles.First).ToBeAttachedAsync();
        await visit.Page.EvaluateAsync("() => document.getElementById('grid').scrollIntoView()");
        await Expect(visit.Page.Locator("nav.views")).Not.ToBeInViewportAsync();
        await Expect(visit.Box).Not.ToBeInViewportAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task The_order_is_called_what_it_is_and_the_years_leave_the_tools_their_place()
    {
        await using var site = await Site.StartAsync(
            index: new GeneratedIndex(500, TimeSpan.FromHours(200)),
            run: false,
            thumbnail: [0]
        );
        await using var visit = await Visit.StartAsync(chromium, site);
        visit.Forgive("thumbnail");
        var order = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Sort by" });
        await Expect(order).ToHaveValueAsync("taken");
        await Expect(visit.Page.Locator("#scrubber .years span").First).ToBeVisibleAsync();
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "() => document.querySelector('.tools').getBoundingClientRect().right <= document.getElementById('scrubber').getBoundingClientRect().left"
            )
        );
        await visit.GoAsync("?q=tag");
        await Expect(order).ToHaveValueAsync("relevance");
    }

    [Fact]
    public async Task What_cannot_be_shown_says_so_whatever_else_is_done_with_it()
    {
        await using var site = await Site.StartAsync(prepare: photos =>
            File.WriteAllBytes(Path.Combine(photos, "broken.jpg"), new byte[3000])
        );
        await using var visit = await Visit.StartAsync(chromium, site);
        visit.Forgive("thumbnail", "422");
        var broken = visit.Tile("broken.jpg");
        await Expect(broken).ToHaveAttributeAsync("data-caption", "broken.jpg\ncannot be shown here");
        await broken.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(broken).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(broken).ToHaveAttributeAsync("data-caption", "broken.jpg\ncannot be shown here");
    }

    [Fact]
    public async Task A_selected_picture_with_the_focus_is_seen_whole()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        Assert.Equal(
            "0",
            await visit.Page.Locator("#picture-0").EvaluateAsync<string>("t => getComputedStyle(t, '::after').opacity")
        );
    }

    [Fact]
    public async Task Before_any_script_has_come_the_page_shows_where_pictures_will_be()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.RouteAsync("**/assets/app.js", route => route.AbortAsync());
        visit.Forgive("ERR_FAILED");
        await visit.Page.GotoAsync(site.Address.ToString());
        Assert.True(
            await visit
                .Page.Locator("#bones")
                .EvaluateAsync<bool>("b => b.checkVisibility() && b.getBoundingClientRect().height > 300")
        );
    }

    [Fact]
    public async Task Without_a_connection_the_page_says_so_and_goes_on_when_it_is_back()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        visit.Forgive("ERR_INTERNET_DISCONNECTED");
        await visit.Page.Context.SetOfflineAsync(true);
        await Expect(visit.Page.Locator("#offline")).ToBeVisibleAsync();
        await visit.Box.FillAsync("horse");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("You are offline");
        await visit.Page.Context.SetOfflineAsync(false);
        await Expect(visit.Page.Locator("#offline")).ToBeHiddenAsync();
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await Expect(visit.Page.Locator("#state")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Pictures_appear_while_they_are_tagged_and_what_costs_nothing_names_no_price()
    {
        using var gate = new SemaphoreSlim(0);
        await using var site = await Site.StartAsync(new GatedTagger(Photographs.Tagger(), gate), run: false);
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await Expect(visit.Page.Locator(".plan")).ToContainTextAsync("12 pictures listed: 12 new");
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        Assert.DoesNotContain("$", await visit.Page.Locator("#view-run").InnerTextAsync(), StringComparison.Ordinal);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Pictures", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#tagging")).ToBeVisibleAsync();
        gate.Release(5);
        await Expect(visit.Page.Locator("#tagging")).ToContainTextAsync("5 done");
        gate.Release(50);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await Expect(visit.Page.Locator("#tagging")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#state")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Folders_are_a_tree_beside_the_pictures()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        var tree = visit.Page.Locator("details[data-group=folder]");
        await tree.GetByRole(AriaRole.Button, new() { Name = "space 2" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove folder space" })).ToBeVisibleAsync();
        await Expect(visit.Box).ToHaveValueAsync("folder:space");
        await tree.GetByRole(AriaRole.Button, new() { Name = "people 2" }).ClickAsync();
        await Expect(visit.Tile("astronaut.png")).ToBeVisibleAsync();
        await tree.GetByRole(AriaRole.Button, new() { Name = "people 2" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("12 pictures");
    }

    /// <summary>Answers only as often as the test lets it.</summary>
    private sealed class GatedTagger(ScriptedTagger inner, SemaphoreSlim gate) : ITagger
    {
        public TaggerInfo Info => inner.Info;

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            await gate.WaitAsync(cancellationToken);
            return await inner.TagAsync(image, cancellationToken);
        }
    }
}
