using System.IO.Compression;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Looking at one picture: words first, closer, on to the next, and away with it.</summary>
public sealed class ViewerTests(Chromium chromium)
{
    [Fact]
    public async Task Words_come_first_and_numbers_under_details_that_stay_as_they_were_left()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person");
        await visit.Tiles.First.ClickAsync();
        var tags = visit.Viewer.Locator(".panel > section").First;
        await Expect(tags.Locator(".tags a").First).ToBeVisibleAsync();
        Assert.DoesNotContain("%", await tags.InnerTextAsync(), StringComparison.Ordinal);
        await Expect(visit.Viewer.Locator(".labels").First).ToBeHiddenAsync();
        await visit.Viewer.Locator(".details > summary").ClickAsync();
        await Expect(visit.Viewer.Locator(".labels").First).ToContainTextAsync("97.5 %");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Viewer.Locator(".labels").First).ToBeVisibleAsync();
        await visit.ReloadAsync();
        await Expect(visit.Viewer.Locator(".labels").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_and_a_double_click_look_closer_and_arrows_move_what_is_close()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person");
        await visit.Tiles.First.ClickAsync();
        await Expect(visit.Viewer.Locator(".tags a").First).ToBeVisibleAsync();
        var name = await visit.Viewer.Locator("h2").InnerTextAsync();
        await visit.Page.Keyboard.PressAsync("+");
        Assert.Equal(1.5, await ScaleAsync(visit), 0.01);
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync(name);
        await visit.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(1, await ScaleAsync(visit), 0.01);
        await Expect(visit.Viewer).ToBeVisibleAsync();
        await visit.Viewer.Locator(".stage").DblClickAsync();
        Assert.Equal(2.5, await ScaleAsync(visit), 0.01);
        // Close enough, it comes in full.
        await Expect(visit.Viewer.Locator(".whole"))
            .ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("/content"));
        await visit.Page.Keyboard.PressAsync("0");
        Assert.Equal(1, await ScaleAsync(visit), 0.01);
    }

    [Fact]
    public async Task A_swipe_goes_on_to_the_next()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.OnPhoneAsync(chromium, site, "?q=person");
        await visit.Tiles.First.TapAsync();
        var name = await visit.Viewer.Locator("h2").InnerTextAsync();
        await Expect(visit.Viewer.Locator(".tags a").First).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync(
            """
            () => {
              const stage = document.querySelector(".stage");
              const at = (type, x) => stage.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 7, pointerType: "touch", clientX: x, clientY: 200 }));
              at("pointerdown", 300);
              at("pointermove", 150);
              at("pointerup", 100);
            }
            """
        );
        await Expect(visit.Viewer.Locator("h2")).Not.ToHaveTextAsync(name);
    }

    [Fact]
    public async Task A_slideshow_goes_on_by_itself_to_the_last()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person");
        await visit.Tiles.First.ClickAsync();
        await Expect(visit.Viewer.Locator(".tags a").First).ToBeVisibleAsync();
        var name = await visit.Viewer.Locator("h2").InnerTextAsync();
        var noon = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);
        await visit.Page.Clock.InstallAsync(new() { TimeDate = noon });
        await visit.Page.Clock.PauseAtAsync(noon.AddHours(1));
        await visit.Page.Keyboard.PressAsync("p");
        await Expect(visit.Viewer.Locator(".panel")).ToBeHiddenAsync();
        await visit.Page.Clock.RunForAsync(3_999);
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync(name);
        await visit.Page.Clock.RunForAsync(1);
        await Expect(visit.Viewer.Locator("h2")).Not.ToHaveTextAsync(name);
        await visit.Page.Clock.RunForAsync(4_000);
        await Expect(visit.Page.Locator("#slideshow")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task A_picture_and_a_selection_are_downloaded()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person");
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
        var packed = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync()
        );
        using (var zip = ZipFile.OpenRead(await packed.PathAsync()))
        {
            Assert.Equal(
                ["people/astronaut.png", "people/camera.png"],
                zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal)
            );
        }

        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Tile("astronaut.png").ClickAsync();
        await Expect(visit.Viewer.Locator(".tags a").First).ToBeVisibleAsync();
        var one = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Keyboard.PressAsync("d"));
        Assert.Equal("astronaut.png", one.SuggestedFilename);
        Assert.Equal(
            await File.ReadAllBytesAsync(
                Path.Combine(site.Photos, "people/astronaut.png"),
                TestContext.Current.CancellationToken
            ),
            await File.ReadAllBytesAsync((await one.PathAsync())!, TestContext.Current.CancellationToken)
        );
    }

    private static Task<double> ScaleAsync(Visit visit) =>
        visit.Page.EvaluateAsync<double>("() => new DOMMatrix(getComputedStyle(document.querySelector('.sight')).transform).a");
}
