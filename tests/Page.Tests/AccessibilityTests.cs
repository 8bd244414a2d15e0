using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Roles, names, contrast, sizes, focus: checked on every screen as it is drawn.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    private static readonly string s_audit = ReadAudit();

    /// <summary>The faults of what is shown now, each in a sentence.</summary>
    public static Task<string[]> AuditAsync(IPage page) => page.EvaluateAsync<string[]>(s_audit);

    private static readonly AxeRunOptions s_axe = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    // A desk, a phone, and a window of 1,280 by 1,024 at 200 percent.
    [Theory]
    [InlineData(ColorScheme.Light, 1280, 800)]
    [InlineData(ColorScheme.Dark, 1280, 800)]
    [InlineData(ColorScheme.Dark, 390, 844)]
    [InlineData(ColorScheme.Light, 640, 512)]
    public async Task Every_screen_has_names_roles_and_contrast(ColorScheme scheme, int width, int height)
    {
        await using var site = await Site.StartAsync(Screens.FailingTagger());
        await using var visit =
            width == 390
                ? await Visit.OnPhoneAsync(chromium, site, scheme: scheme)
                : await Visit.StartAsync(chromium, site, width: width, height: height, scheme: scheme);
        List<string> faults = [];
        foreach (var screen in Screens.All)
        {
            await screen.OpenAsync(visit);
            faults.AddRange((await visit.Page.EvaluateAsync<string[]>(s_audit)).Select(f => $"{screen.Name}: {f}"));
            var found = await visit.Page.RunAxe(s_axe);
            faults.AddRange(found.Violations.SelectMany(v => v.Nodes.Select(n => $"{screen.Name}: {v.Id}: {v.Help}: {n.Html}")));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_everything_and_the_focus_is_seen()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.EvaluateAsync("() => document.activeElement?.blur()");
        List<string> order = [];
        for (var i = 0; i < 60; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var (id, seen) = await FocusAsync(visit);
            if (id == "BODY" || order.Contains(id))
            {
                break;
            }

            Assert.True(seen, $"The focus on '{id}' is not seen.");
            order.Add(id);
        }

        string[] expected = ["skip", "q", "theme", "min", "selecting", "sort", "smaller", "larger", "picture-0"];
        Assert.Equal(expected, order.Where(expected.Contains));

        // One stop for the whole grid; arrows go on from there.
        Assert.Single(order, id => id.StartsWith("picture-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_skip_link_leads_to_the_pictures_and_arrows_go_through_them()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.Locator("#skip").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#picture-0")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.Locator("#picture-1")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        var below = await visit.Page.EvaluateAsync<int>("() => Number(document.activeElement.getAttribute('aria-posinset')) - 1");
        Assert.True(below > 2, $"Down led to {below}.");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(visit.Page.Locator("#picture-1")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("End");
        await Expect(visit.Page.Locator("#picture-11")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#picture-11")).ToHaveAttributeAsync("aria-setsize", "12");
    }

    [Fact]
    public async Task The_dialog_of_a_picture_holds_the_focus_and_gives_it_back()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("chelsea.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Viewer.Locator(".tags li").First).ToBeVisibleAsync();
        for (var i = 0; i < 30; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await visit.Page.EvaluateAsync<bool>(
                    "() => document.activeElement === document.body || document.getElementById('viewer').contains(document.activeElement)"
                )
            );
        }

        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Viewer).ToBeHiddenAsync();
        await Expect(visit.Tile("chelsea.png")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_happens_is_said_to_screen_readers()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        var live = visit.Page.Locator("#live");
        await visit.SearchAsync("space", "2 pictures");
        await Expect(live).ToHaveTextAsync("2 pictures found");
        await visit.SearchAsync("horse coffee", "0 pictures");
        await Expect(live).ToHaveTextAsync("Nothing found");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Clear the search" }).ClickAsync();
        await visit.Tile("horse.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(live).ToHaveTextAsync("1 picture selected");
    }

    [Fact]
    public async Task Question_mark_shows_the_keys_and_t_changes_the_colours()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys and queries" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#sheet")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("t");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await visit.ReloadAsync();
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(visit.Page.Locator("body")).ToHaveCSSAsync("color", "rgb(236, 237, 237)");
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(visit.Box).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Keys_work_before_the_server_has_said_who_asks()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        var answer = new TaskCompletionSource();
        await visit.Page.RouteAsync(
            "**/api/session",
            async route =>
            {
                await answer.Task;
                await route.ContinueAsync();
            }
        );
        await visit.Page.GotoAsync(site.Address.ToString());
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.Locator("#sheet")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#sheet")).ToBeHiddenAsync();
        await visit.Tile("horse.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.Locator("#selection strong")).ToHaveTextAsync("1 selected");
        var add = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add tag" });
        await Expect(add).ToHaveCountAsync(0);

        answer.SetResult();
        await Expect(add).ToBeVisibleAsync();
    }

    private static async Task<(string Id, bool Seen)> FocusAsync(Visit visit)
    {
        var found = await visit.Page.EvaluateAsync<string[]>(
            """
            () => {
              const e = document.activeElement;
              const around = [e, e.closest(".field")].filter(Boolean).map((x) => getComputedStyle(x));
              const seen = around.some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none");
              if (e === document.body) return ["BODY", "true"];
              return [e.id || `${e.tagName} ${e.getAttribute("aria-label") ?? e.textContent.trim()} ${e.name ?? ""}`, String(seen)];
            }
            """
        );
        return (found[0], found[1] == "true");
    }

    private static string ReadAudit()
    {
        using var stream = typeof(AccessibilityTests).Assembly.GetManifestResourceStream("Audit.js")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[text.IndexOf("() =>", StringComparison.Ordinal)..];
    }
}
