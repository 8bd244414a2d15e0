using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Within a month pictures stand below their days.</summary>
public sealed class DayTests(Chromium chromium)
{
    private const int Pictures = 100_000;

    private static readonly byte[] s_dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    // Every fault of the headings that are there now: one that lies on a picture or another, or does not stand above its own day's first.
    private const string Faults = """
        () => {
          const of = (e) => e.getBoundingClientRect();
          const days = [...document.querySelectorAll(".day-head")].map((e) => ({ ...of(e).toJSON(), text: e.textContent, index: Number(e.dataset.index), cut: e.scrollWidth > e.clientWidth }));
          const months = [...document.querySelectorAll(".month-head")].map((e) => of(e));
          const tiles = [...document.querySelectorAll(".tile:not([hidden])")].map((e) => ({ ...of(e).toJSON(), index: Number(e.getAttribute("aria-posinset")) - 1, label: e.getAttribute("aria-label") }));
          const over = (a, b) => a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 1 && a.bottom > b.top + 1;
          const faults = [];
          for (const day of days) {
            if (day.cut) faults.push(`cut: ${day.text}`);
            if (tiles.some((t) => over(day, t))) faults.push(`on a picture: ${day.text}`);
            if (months.some((m) => over(day, m)) || days.some((d) => d !== day && over(day, d))) faults.push(`on a heading: ${day.text}`);
            const first = tiles.find((t) => t.index === day.index);
            if (!first) faults.push(`no picture below ${day.text}`);
            else if (Math.abs(first.left - day.left) > 2 || first.top < day.bottom - 2) faults.push(`beside its picture: ${day.text}`);
          }
          return faults;
        }
        """;

    [Fact]
    public async Task Each_day_has_its_name_above_its_first_picture_and_days_that_fit_share_a_row()
    {
        // Two or three a day.
        await using var site = await StartAsync(TimeSpan.FromHours(10));
        await using var visit = await Visit.StartAsync(chromium, site, width: 1600, height: 1000);
        await Expect(Day(visit, "Fri[a-z]*,? 15 Mar")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".month-head").First).ToHaveTextAsync("March 2024");
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Faults));
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "() => { const tops = [...document.querySelectorAll('.day-head')].map((e) => e.style.transform.split(',')[1]); return new Set(tops).size < tops.length; }"
            ),
            "No two days share a row."
        );

        // Far away, where the places were guessed until they were read.
        await visit.Page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight / 2)");
        await ReadAsync(visit);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Faults));
        await visit.Page.SetViewportSizeAsync(700, 1000);
        await ReadAsync(visit);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Faults));
    }

    [Fact]
    public async Task A_day_that_fills_rows_begins_with_one()
    {
        await using var site = await StartAsync(TimeSpan.FromMinutes(50));
        await using var visit = await Visit.StartAsync(chromium, site, width: 1600, height: 1000);
        await Expect(Day(visit, "Friday,? 15 March 2024$")).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Faults));
        Assert.True(
            await visit.Page.EvaluateAsync<bool>(
                "() => [...document.querySelectorAll('.day-head')].every((e) => e.style.transform.startsWith('translate(0px'))"
            )
        );
    }

    [Fact]
    public async Task A_press_on_a_day_or_a_key_selects_its_pictures_and_once_more_none()
    {
        await using var site = await StartAsync(TimeSpan.FromHours(2));
        await using var visit = await Visit.StartAsync(chromium, site, width: 1600, height: 1000);
        var selected = visit.Page.Locator("#selection strong");
        // The 14th has twelve pictures, from midnight to 22:00.
        var day = Day(visit, "Thu[a-z]*,? 14 Mar");
        await day.ClickAsync();
        await Expect(selected).ToHaveTextAsync("12 selected");
        await Expect(visit.Page.Locator(".tile[aria-selected=true]:not([hidden])").First)
            .ToHaveAttributeAsync("aria-label", new Regex("Thursday,? 14 March 2024"));
        await day.ClickAsync();
        await Expect(visit.Page.Locator("#selection")).ToBeHiddenAsync();
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("d");
        await Expect(selected).ToHaveTextAsync("7 selected");
        await visit.Page.Keyboard.PressAsync("d");
        await Expect(visit.Page.Locator("#selection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task With_a_day_for_each_of_many_small_pictures_there_are_still_few_elements()
    {
        await using var site = await StartAsync(TimeSpan.FromHours(24));
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=name", width: 2560, height: 1440);
        for (var i = 0; i < 3; i++)
        {
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Smaller pictures" }).ClickAsync();
        }

        await visit.Page.EvaluateAsync(
            """
            () => {
              window.most = 0;
              const grid = document.getElementById("grid");
              const count = () => (window.most = Math.max(window.most, grid.querySelectorAll("*").length));
              new MutationObserver(count).observe(grid, { childList: true, subtree: true });
            }
            """
        );
        await visit.Page.GetByLabel("Sort by").SelectOptionAsync("taken");
        await Expect(visit.Page.Locator(".day-head").First).ToBeVisibleAsync();
        foreach (var share in (double[])[0.3, 0.9, 0.5, 0.51, 0])
        {
            await visit.Page.EvaluateAsync("(share) => scrollTo(0, document.documentElement.scrollHeight * share)", share);
            await ReadAsync(visit);
        }

        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => window.most"), 100, 300);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Faults));
    }

    private static Task<Site> StartAsync(TimeSpan apart) =>
        Site.StartAsync(index: new GeneratedIndex(Pictures, apart), thumbnail: s_dot, run: false);

    private static ILocator Day(Visit visit, string start) =>
        visit.Page.Locator(".day-head", new() { HasTextRegex = new Regex("^" + start) });

    private static Task ReadAsync(Visit visit) =>
        visit.Page.WaitForFunctionAsync(
            "async () => { await new Promise(requestAnimationFrame); const seen = [...document.querySelectorAll('.tile:not([hidden])')]; return seen.length > 0 && seen.every((t) => t.getAttribute('aria-label') !== 'Loading') && document.querySelector('.day-head'); }"
        );
}
