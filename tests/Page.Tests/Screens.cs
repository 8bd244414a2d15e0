using ImageTagging.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>A screen of the page, and how one gets there.</summary>
public sealed record Screen(string Name, Func<Visit, Task> OpenAsync);

/// <summary>All screens, in an order in which each can be opened after the one before.</summary>
public static class Screens
{
    public static IReadOnlyList<Screen> All { get; } =
    [
        new(
            "pictures",
            async visit =>
            {
                await visit.GoAsync("");
                await Expect(visit.Count).ToHaveTextAsync("12 pictures");
            }
        ),
        new(
            "search",
            async visit =>
            {
                await visit.GoAsync("?q=indor+-cat&tag=clock&min=30");
                await Expect(visit.Count).ToHaveTextAsync("1 picture");
            }
        ),
        new(
            "suggestions",
            async visit =>
            {
                await visit.GoAsync("");
                await visit.Box.PressSequentiallyAsync("c");
                await Expect(visit.Page.Locator("#suggestions [role=option]").First).ToBeVisibleAsync();
                await visit.Box.PressAsync("ArrowDown");
            }
        ),
        new(
            "nothing",
            async visit =>
            {
                await visit.GoAsync("?q=horse+coffee");
                await Expect(visit.Page.Locator("#state")).ToBeVisibleAsync();
            }
        ),
        new(
            "selection",
            async visit =>
            {
                await visit.GoAsync("");
                await visit.Tile("horse.png").FocusAsync();
                await visit.Page.Keyboard.PressAsync("Space");
                await visit.Page.Keyboard.PressAsync("Shift+ArrowRight");
                await Expect(visit.Page.Locator("#selection")).ToBeVisibleAsync();
            }
        ),
        new(
            "picture",
            async visit =>
            {
                await visit.GoAsync("?q=cat");
                await visit.Tile("chelsea.png").ClickAsync();
                await Expect(visit.Viewer.Locator(".box")).ToHaveCountAsync(1);
            }
        ),
        new(
            "details",
            async visit =>
            {
                await visit.GoAsync("?q=cat");
                await visit.Tile("chelsea.png").ClickAsync();
                await Expect(visit.Viewer.Locator(".tags li").First).ToBeVisibleAsync();
                if (!await visit.Viewer.Locator(".labels").First.IsVisibleAsync())
                {
                    await visit.Viewer.Locator(".details > summary").ClickAsync();
                }

                await Expect(visit.Viewer.Locator(".labels").First).ToBeVisibleAsync();
            }
        ),
        new(
            "keys",
            async visit =>
            {
                await visit.GoAsync("");
                await Expect(visit.Count).ToHaveTextAsync("12 pictures");
                await visit.Page.Keyboard.PressAsync("?");
                await Expect(visit.Page.Locator("#sheet")).ToBeVisibleAsync();
            }
        ),
        new(
            "filters",
            async visit =>
            {
                await visit.GoAsync("");
                await Expect(visit.Count).ToHaveTextAsync("12 pictures");
                await visit.Page.Keyboard.PressAsync("f");
                await Expect(visit.Page.Locator("#facets summary").First).ToBeVisibleAsync();
            }
        ),
        new(
            "rate",
            async visit =>
            {
                await visit.GoAsync("");
                await visit.Tile("horse.png").FocusAsync();
                await visit.Page.Keyboard.PressAsync("Space");
                await visit.Page.Locator("#selection").GetByRole(AriaRole.Button, new() { Name = "Rate" }).ClickAsync();
                await Expect(visit.Page.Locator("#sheet")).ToBeVisibleAsync();
            }
        ),
        new(
            "title",
            async visit =>
            {
                await visit.GoAsync("?q=cat");
                await visit.Tile("chelsea.png").ClickAsync();
                await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Edit the title" }).ClickAsync();
                await Expect(visit.Page.Locator("#sheet")).ToBeVisibleAsync();
            }
        ),
        new(
            "duplicates",
            async visit =>
            {
                await visit.GoAsync("duplicates");
                await Expect(visit.Page.Locator("#view-duplicates h1")).ToBeVisibleAsync();
                await Expect(visit.Page.Locator("#view-duplicates .bones")).ToHaveCountAsync(0);
            }
        ),
        new(
            "teach",
            async visit =>
            {
                await visit.GoAsync("teach");
                await Expect(visit.Page.Locator("#view-teach h1")).ToBeVisibleAsync();
            }
        ),
        new(
            "charts",
            async visit =>
            {
                await visit.GoAsync("charts");
                await Expect(visit.Page.Locator(".heat")).ToBeVisibleAsync();
            }
        ),
        new(
            "run",
            async visit =>
            {
                await visit.GoAsync("run");
                await Expect(visit.Page.Locator(".plan table")).ToBeVisibleAsync();
            }
        ),
        new(
            "failures",
            async visit =>
            {
                await visit.GoAsync("failures");
                await Expect(visit.Page.Locator(".failures li").First).ToBeVisibleAsync();
            }
        ),
        new(
            "upload",
            async visit =>
            {
                await visit.GoAsync("upload");
                await Expect(visit.Page.Locator(".dropzone")).ToBeVisibleAsync();
            }
        ),
    ];

    /// <summary>Says of one photograph that it cannot be tagged.</summary>
    public static ScriptedTagger FailingTagger()
    {
        var tagger = Photographs.Tagger(price: 0.001m);
        tagger.FaultFor = image =>
            image.Listing.Key == "things/text.png"
                ? new ImageTaggingException("The model does not take this picture.")
                {
                    Kind = FailureKind.Refused,
                    Code = "ModelRefused",
                }
                : null;
        return tagger;
    }
}
