using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

public sealed class CorrectionTests(Chromium chromium)
{
    [Fact]
    public async Task One_key_adds_a_tag_to_many_and_one_undoes_it()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=indoor");
        await Expect(visit.Tiles).ToHaveCountAsync(3);
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(visit.Page.Locator(".tile[aria-selected=true]")).ToHaveCountAsync(2);
        await visit.Page.Keyboard.PressAsync("a");
        var field = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to add" });
        await Expect(field).ToBeFocusedAsync();
        await field.FillAsync("at home");
        await field.PressAsync("Enter");
        await Expect(visit.Notices).ToContainTextAsync("Added “at home” to 2 pictures");
        await Expect(visit.Page.Locator("details[data-group=tag]").GetByLabel("at home, 2")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("u");
        await Expect(visit.Notices).ToContainTextAsync("Undone on 2 pictures");
        await Expect(visit.Page.Locator("details[data-group=tag]").GetByLabel("at home, 2")).ToHaveCountAsync(0);
        await Expect(visit.Tiles).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_tag_is_removed_from_the_selected_and_from_everything_found()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=indoor");
        await Expect(visit.Tiles).ToHaveCountAsync(3);
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Select all 3 pictures found" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove tag" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove indoor from 3 pictures" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("Removed “indoor” from 3 pictures");
        await Expect(visit.Count).ToHaveTextAsync("0 pictures");
        await visit.Notices.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("3 pictures");
    }

    [Fact]
    public async Task A_range_of_thousands_is_selected_corrected_and_undone_whole()
    {
        var index = new InMemoryTagIndex();
        for (var from = 0; from < 6_000; from += 500)
        {
            await index.WriteAsync([
                .. Enumerable
                    .Range(from, 500)
                    .Select(i =>
                        RecordWrite.Create(
                            new()
                            {
                                Source = "photos",
                                Key = $"{i:D5}.jpg",
                                Location = $"{i:D5}.jpg",
                                Size = 1,
                                ModifiedAt = DateTimeOffset.UnixEpoch,
                                ListedAt = DateTimeOffset.UnixEpoch,
                                Tags = [new("cat", Confidence.Full)],
                            }
                        )
                    ),
            ]);
        }

        await index.RefreshAsync();
        var dot = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        );
        await using var site = await Site.StartAsync(index: index, thumbnail: dot, run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "?sort=name");
        await Expect(visit.Count).ToHaveTextAsync("6,000 pictures");
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        // Far below, the pages in between are no longer held.
        await visit.Page.EvaluateAsync(
            """
            async () => {
              const shown = () => Math.max(...[...document.querySelectorAll(".tile:not([hidden])[aria-posinset]")].map((t) => Number(t.getAttribute("aria-posinset"))));
              while (shown() < 5400) {
                scrollTo(0, scrollY + 4000);
                await new Promise((r) => setTimeout(r, 20));
              }
            }
            """
        );
        // By its place, since tiles are taken for other pictures as one scrolls: one in sight, once nothing moves any more.
        var place = await visit.Page.EvaluateAsync<string>(
            """
            async () => {
              const inSight = () =>
                [...document.querySelectorAll(".tile:not([hidden])[aria-label^='05']")].find((t) => {
                  const { top, bottom } = t.getBoundingClientRect();
                  return top > 100 && bottom < innerHeight;
                })?.id;
              for (let still = 0, before; ; ) {
                await new Promise(requestAnimationFrame);
                const now = inSight();
                still = now && now === before ? still + 1 : 0;
                before = now;
                if (still >= 10) return now;
              }
            }
            """
        );
        await visit
            .Page.Locator("#" + place)
            .ClickAsync(
                new()
                {
                    Modifiers = [KeyboardModifier.Shift],
                    Position = new() { X = 60, Y = 60 },
                }
            );
        var selected = int.Parse(place.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) + 1;
        await Expect(visit.Page.Locator("#selection strong")).ToHaveTextAsync($"{selected:N0} selected");
        await visit.Page.Keyboard.PressAsync("a");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to add" }).FillAsync("pet");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Notices).ToContainTextAsync($"Added “pet” to {selected:N0} pictures");
        Assert.Equal(selected, await CountAsync("pet"));
        await visit.Page.Keyboard.PressAsync("u");
        await Expect(visit.Notices).ToContainTextAsync($"Undone on {selected:N0} pictures");
        Assert.Equal(0, await CountAsync("pet"));

        async Task<long> CountAsync(string tag) =>
            (await index.SearchAsync(new() { Query = TagQueryParser.Parse(tag), Size = 0 })).Total;
    }

    [Fact]
    public async Task A_notice_with_something_to_do_stays_until_the_next_and_others_go_by_themselves()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=horse");
        await Expect(visit.Tiles).ToHaveCountAsync(1);
        // From here on the page's time is the test's.
        var noon = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);
        await visit.Page.Clock.InstallAsync(new() { TimeDate = noon });
        await visit.Page.Clock.PauseAtAsync(noon.AddHours(1));
        var notices = visit.Notices.Locator(".toast");
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("a");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to add" }).FillAsync("at home");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(notices).ToHaveTextAsync(["Added “at home” to 1 pictureUndo"]);
        await visit.Page.Clock.RunForAsync(3_600_000);
        await Expect(notices).ToHaveCountAsync(1);

        await visit.Page.Keyboard.PressAsync("u");
        await Expect(notices).ToHaveTextAsync(["Added “at home” to 1 pictureUndo", "Undone on 1 picture"]);
        await visit.Page.Clock.RunForAsync(7_999);
        await Expect(notices).ToHaveCountAsync(2);
        await visit.Page.Clock.RunForAsync(1);
        await Expect(notices).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task In_a_picture_tags_are_added_removed_and_brought_back_by_keys()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").ClickAsync();
        var tags = visit.Viewer.Locator(".panel > section").First.Locator(".tags a");
        await Expect(tags).ToHaveTextAsync(["horse", "animal"]);
        await visit.Page.Keyboard.PressAsync("x");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove horse" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("x");
        await Expect(tags).ToHaveTextAsync(["animal"]);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove animal" })).ToBeFocusedAsync();
        await Expect(visit.Viewer.Locator(".plain-list")).ToContainTextAsync("horse by tester");
        await visit.Page.Keyboard.PressAsync("u");
        await Expect(tags).ToHaveTextAsync(["horse", "animal"]);
        await visit.Page.Keyboard.PressAsync("a");
        await visit.Page.Keyboard.TypeAsync("silhouette");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Viewer.Locator(".by-person a")).ToHaveTextAsync("silhouette");
    }

    [Fact]
    public async Task A_page_that_may_only_read_offers_no_corrections()
    {
        await using var site = await Site.StartAsync(options: new() { IsReadOnly = true });
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").ClickAsync();
        await Expect(visit.Viewer.Locator(".tags li").First).ToBeVisibleAsync();
        await Expect(visit.Viewer.Locator(".tag-field, .remove")).ToHaveCountAsync(0);
        await visit.GoAsync("upload");
        await Expect(visit.Page.Locator("#view-upload")).ToContainTextAsync("cannot be uploaded here");
    }
}
