using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Names of tags, labels and files come from outside: on every screen they are text.</summary>
public sealed class HostileTests(Chromium chromium)
{
    private const string Tag = "<img src=x onerror=window.pwned=1>";
    private const string File = "'\"><svg onload=window.pwned=1>&lt;.png";

    [Fact]
    public async Task Markup_in_names_is_shown_and_never_run()
    {
        var tagger = Photographs.Tagger(otherwise: Tag);
        await using var site = await Site.StartAsync(
            tagger,
            // Another content than the photograph's, so that its labels are its own.
            folder =>
                System.IO.File.WriteAllBytes(
                    Path.Combine(folder, File),
                    [.. System.IO.File.ReadAllBytes(Path.Combine(folder, "things", "coffee.png")), 0]
                )
        );
        await using var visit = await Visit.StartAsync(
            chromium,
            site,
            $"?q=%22{Uri.EscapeDataString(Tag)}%22&tag={Uri.EscapeDataString(Tag)}"
        );
        await Expect(visit.Count).ToHaveTextAsync("1 picture");
        await Expect(visit.Page.Locator("details[data-group=tag] .name").First).ToHaveTextAsync(Tag);
        await Expect(visit.Page.Locator("#chips .text").First).ToHaveTextAsync($"\"{Tag}\"");
        await visit.Tiles.First.ClickAsync();
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync(File);
        await Expect(visit.Viewer.Locator(".tags a").First).ToHaveTextAsync(Tag);
        await Expect(visit.Viewer.Locator(".box text").First).ToContainTextAsync(Tag);
        await visit.GoAsync("charts");
        await Expect(visit.Page.Locator(".bars .name").Filter(new() { HasTextString = Tag })).ToHaveCountAsync(1);
        await visit.GoAsync("");
        await visit.Box.PressSequentiallyAsync("\"<img");
        await visit.GoAsync($"?q={Uri.EscapeDataString("</script><script>window.pwned=1</script>")}");
        await Expect(visit.Box).ToHaveValueAsync("</script><script>window.pwned=1</script>");
        await Expect(visit.Page.Locator("#query-fault")).ToContainTextAsync("column");
        visit.Forgive("status of 400");
        Assert.Equal(
            0,
            await visit.Page.EvaluateAsync<int>(
                "() => (window.pwned ? 1 : 0) + document.querySelectorAll('[onerror], [onload], script:not([src])').length"
            )
        );
    }

    [Fact]
    public async Task A_picture_that_is_none_is_named_and_nothing_else_breaks()
    {
        await using var site = await Site.StartAsync(prepare: folder =>
            System.IO.File.WriteAllText(Path.Combine(folder, "broken.png"), "no picture")
        );
        await using var visit = await Visit.StartAsync(chromium, site, "?q=key%3Abroken.png");
        visit.Forgive("status of 404", "status of 422");
        await Expect(visit.Page.Locator(".tile.broken"))
            .ToHaveAttributeAsync("data-caption", new System.Text.RegularExpressions.Regex("^broken.png"));
        await visit.GoAsync("picture/none");
        await Expect(visit.Viewer).ToContainTextAsync("There is no such picture");
    }
}
