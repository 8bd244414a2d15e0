using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

public sealed class PictureTests(Chromium chromium)
{
    [Fact]
    public async Task A_picture_shows_its_boxes_its_labels_and_why_it_was_found()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=cat");
        await visit.Tile("chelsea.png").ClickAsync();
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync("chelsea.png");
        await Expect(visit.Viewer.Locator(".labels")).ToBeHiddenAsync();
        await visit.Viewer.Locator(".details > summary").ClickAsync();
        await Expect(visit.Viewer.Locator(".reasons li")).ToContainTextAsync("cat from “cat” of scripted, 97.5 %");
        await Expect(visit.Viewer.Locator(".labels .name")).ToHaveTextAsync(["cat", "animal", "indoor"]);

        await Expect(visit.Viewer.Locator(".boxes")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("b");
        await Expect(visit.Viewer.Locator(".box rect").First).ToBeVisibleAsync();

        // The box stands where the label says, of the picture as it is drawn.
        var drawn = await visit.Page.EvaluateAsync<double[]>(
            """
            () => {
              const image = document.querySelector(".whole");
              const frame = image.getBoundingClientRect();
              const scale = Math.min(frame.width / image.naturalWidth, frame.height / image.naturalHeight);
              const box = document.querySelector(".box rect").getBoundingClientRect();
              const left = frame.left + (frame.width - image.naturalWidth * scale) / 2;
              return [(box.left + box.width / 2 - left) / (image.naturalWidth * scale), image.naturalWidth];
            }
            """
        );
        Assert.Equal(0.45, drawn[0], 0.01);
        Assert.True(drawn[1] > 300);

        await visit.Page.Keyboard.PressAsync("b");
        await Expect(visit.Viewer.Locator(".boxes")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("b");
        await visit.Viewer.Locator(".labels li").First.HoverAsync();
        await Expect(visit.Viewer.Locator(".box.pointed")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Its_address_opens_it_anywhere_and_back_closes_it()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=space");
        await visit.Tile("rocket.jpg").ClickAsync();
        await Expect(visit.Viewer).ToBeVisibleAsync();
        Assert.Contains("/pictures/picture/", visit.Page.Url, StringComparison.Ordinal);

        await using var other = await Visit.StartAsync(chromium, site, new Uri(visit.Page.Url).PathAndQuery);
        await Expect(other.Viewer.Locator("h2")).ToHaveTextAsync("rocket.jpg");
        await other.Page.Keyboard.PressAsync("Escape");
        await Expect(other.Viewer).ToBeHiddenAsync();
        await Expect(other.Count).ToHaveTextAsync("2 pictures");

        await visit.Page.GoBackAsync();
        await Expect(visit.Viewer).ToBeHiddenAsync();
        await visit.Page.GoForwardAsync();
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync("rocket.jpg");
    }

    [Fact]
    public async Task Arrows_go_from_picture_to_picture_and_the_focus_follows()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "?q=person");
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        var names = await visit.Tiles.EvaluateAllAsync<string[]>(
            "tiles => tiles.map(t => t.getAttribute('aria-label').split(':')[0])"
        );
        await visit.Tile(names[0]).ClickAsync();
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync(names[0]);
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync(names[1]);
        await Expect(visit.Viewer.Locator(".step.right")).ToHaveAttributeAsync("aria-disabled", "true");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Viewer).ToBeHiddenAsync();
        await Expect(visit.Tile(names[1])).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Pictures_with_the_same_tags_are_found_most_alike_first()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("rocket.jpg").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pictures with the same tags" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(visit.Box).ToHaveValueAsync("rocket OR space OR sky");
        await Expect(visit.Page.Locator("#picture-0")).ToHaveAttributeAsync("aria-label", "rocket.jpg: rocket, space, sky");
    }

    [Fact]
    public async Task Charts_show_tags_and_lead_to_their_pictures()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "charts");
        var bars = visit.Page.Locator(".bars a");
        await Expect(bars.First).ToHaveAttributeAsync("title", "3 pictures, 25.0 %");
        await Expect(visit.Page.Locator(".heat"))
            .ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("How often two tags"));

        // The same numbers stand as tables behind the drawings.
        await visit.Page.GetByText("The numbers").First.ClickAsync();
        await Expect(visit.Page.Locator("table").First.Locator("tbody tr").First).ToHaveTextAsync("indoor325.0 %");
        await visit.Page.Locator(".heat rect.some").First.ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[1-3] pictures?$"));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Charts" }).ClickAsync();
        await Expect(visit.Page.Locator("#view-charts code")).ToContainTextAsync(await visit.Box.InputValueAsync());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_shown_says_so_and_what_to_do()
    {
        await using var site = await Site.StartAsync(
            Screens.FailingTagger(),
            prepare: photos => File.WriteAllBytes(Path.Combine(photos, "broken.jpg"), new byte[3000])
        );
        await using var visit = await Visit.StartAsync(chromium, site);
        visit.Forgive("422");
        await visit.Tile("broken.jpg").ClickAsync();
        await Expect(visit.Viewer.Locator(".stage")).ToContainTextAsync("This picture cannot be shown here.");
        await Expect(visit.Viewer.Locator("img.whole")).ToBeHiddenAsync();
        await visit.GoAsync("?q=failed");
        await visit.Tile("text.png").ClickAsync();
        await Expect(visit.Viewer.Locator(".fault").First).ToContainTextAsync("look at Details");
    }
}
