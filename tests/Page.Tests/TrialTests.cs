using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>
/// The whole way of somebody new: <c>imagetag serve FOLDER</c> over the mixed files of some years; the page shows them by date,
/// finds them by the words that people type, is corrected, and writes what it knows beside the pictures.
/// </summary>
public sealed class TrialTests(Chromium chromium)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_of_mixed_files_is_shown_found_corrected_rated_and_written()
    {
        using var folder = new TempFolder();
        var library = folder.File("Library");
        var pictures = await MixedFiles.MakeAsync(library);
        Assert.InRange(Directory.EnumerateFiles(library, "*", SearchOption.AllDirectories).Count(), 140, 160);
        var before = Hashes(library);
        await using var tool = await StartAsync(library, folder.File("data"));
        await using var visit = await Visit.StartAsync(chromium, Site.At(tool.Address));
        visit.Forgive("422");

        // They appear while they are tagged, and stand by date.
        await Expect(visit.Page.Locator("#tagging")).ToBeHiddenAsync();
        await Expect(visit.Count).ToHaveTextAsync($"{pictures} pictures");
        await Expect(visit.Page.Locator(".month-head", new() { HasText = "August 2023" })).ToBeVisibleAsync();

        // Found as one types, or by the question that the page asks back.
        await visit.SearchAsync("camera:iphone", "20 pictures");
        await visit.SearchAsync("taken:2019-07", "10 pictures");
        await visit.SearchAsync("place:greece", "10 pictures");
        await visit.SearchAsync("rating>=5", "2 pictures");
        await visit.SearchAsync("favourite", "1 picture");
        await visit.SearchAsync("near:48.2,16.37,5km", "12 pictures");
        await ProposedAsync(visit, "vienna", "the place vienna", 12);
        await ProposedAsync(visit, "ann", "the person ann", 3);
        await ProposedAsync(visit, "canon", "the camera canon", 14);
        await ProposedAsync(visit, "july 2019", "taken in july taken in 2019", 10);
        await ProposedAsync(visit, "img_1004", "the file IMG_1004", 1);

        // Three are corrected at once, two rated, and all of it is written beside them.
        await visit.SearchAsync("taken:2019-07", "10 pictures");
        await visit.Page.Locator("#picture-0").FocusAsync();
        foreach (var key in (string[])["Space", "Shift+ArrowRight", "Shift+ArrowRight", "a"])
        {
            await visit.Page.Keyboard.PressAsync(key);
        }

        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tag to add" }).FillAsync("our summer");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Notices).ToContainTextAsync("Added “our summer” to 3 pictures");
        await visit.Page.Keyboard.PressAsync("Escape");
        foreach (var (at, stars) in ((int, string)[])[(4, "5"), (5, "4")])
        {
            await visit.Page.Locator($"#picture-{at}").FocusAsync();
            await visit.Page.Keyboard.PressAsync(stars);
            await Expect(visit.Notices).ToContainTextAsync($"Gave {stars} stars to 1 picture");
        }

        await visit.SearchAsync("\"our summer\"", "3 pictures");
        await visit.SearchAsync("taken:2019-07 rating>=4", "2 pictures");
        await visit.SearchAsync("taken:2019-07", "10 pictures");
        await visit.Page.Locator("#picture-0").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+a");
        await visit.Page.Locator("#selection").GetByRole(AriaRole.Button, new() { Name = "Write XMP" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync(new Regex("[0-9]+ XMP files written beside your pictures"));
        var written = Directory
            .EnumerateFiles(library, "*.xmp", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Where(x => x.Contains("2019-07-", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(3, written.Count(x => x.Contains("our summer", StringComparison.Ordinal)));
        Assert.Single(written, x => Regex.IsMatch(x, "Rating(>|=\")5"));
        Assert.Single(written, x => Regex.IsMatch(x, "Rating(>|=\")4"));
        Assert.Equal(10, written.Length);
        Assert.All(written, x => Assert.Contains("iPhone 12", x, StringComparison.Ordinal));
        // No picture is touched, and nothing else that was there.
        var after = Hashes(library);
        Assert.All(
            before.Where(one => !one.Key.EndsWith(".jpg.xmp", StringComparison.Ordinal)),
            one => Assert.Equal(one.Value, after[one.Key])
        );

        // What could not be read is told, with what to do.
        await visit.SearchAsync("failed", "3 pictures");
        var empty = await visit.Tile("empty.jpg").BoundingBoxAsync();
        Assert.True(empty!.Width < empty.Height, "What cannot be shown takes as much room as a picture.");
        await visit.GoAsync("failures");
        await Expect(visit.Page.Locator("#view-failures")).ToContainTextAsync("cut.jpg");
        await Expect(visit.Page.Locator("#view-failures")).ToContainTextAsync("The file is empty.");
    }

    [Fact]
    public async Task The_first_run_begins_with_a_folder_wherever_one_looks()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("data"));
        foreach (var name in (string[])["animals/horse.png", "people/camera.png"])
        {
            Directory.CreateDirectory(folder.File("data/Holiday"));
            File.Copy(Path.Combine(TestPaths.Photos, name), Path.Combine(folder.File("data/Holiday"), Path.GetFileName(name)));
        }

        await using var tool = await StartAsync(null, folder.File("data"));
        await using var visit = await Visit.StartAsync(chromium, Site.At(tool.Address));
        visit.Forgive("ERR_CONNECTION", "ERR_EMPTY");
        var choose = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" });
        foreach (var view in (string[])["charts", "duplicates", "run", "failures", "teach", "upload", ""])
        {
            await visit.GoAsync(view);
            await Expect(choose).ToHaveCountAsync(1);
            Assert.Empty(await AccessibilityTests.AuditAsync(visit.Page));
        }

        // Nothing is there to sort, to select or to filter.
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Select" })).ToBeHiddenAsync();
        await Expect(visit.Page.GetByLabel("Sort by")).ToBeHiddenAsync();
        await choose.ClickAsync();
        var sheet = visit.Page.Locator("#sheet");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Holiday" }).ClickAsync();
        await Expect(sheet.Locator(".path")).ToContainTextAsync("Holiday");
        Assert.Empty(await AccessibilityTests.AuditAsync(visit.Page));
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Show the pictures of this folder" }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync("2 pictures");
        await Expect(visit.Page.GetByLabel("Sort by")).ToBeVisibleAsync();
    }

    private static async Task ProposedAsync(Visit visit, string typed, string proposed, int count)
    {
        await visit.Box.FillAsync(typed);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Locator("#notes").GetByRole(AriaRole.Button, new() { Name = proposed, Exact = true }).ClickAsync();
        await Expect(visit.Count).ToHaveTextAsync(count == 1 ? "1 picture" : $"{count} pictures");
    }

    private static Dictionary<string, string> Hashes(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => f, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))), StringComparer.Ordinal);

    private static async Task<Tool> StartAsync(string? library, string data)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "serve",
                .. library is null ? [] : (string[])[library],
                "--port",
                "0",
                "--no-browser",
                "--title",
                Site.Title,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["XDG_DATA_HOME"] = data, ["HOME"] = data },
        };
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            said.AppendLine(line);
            if (Regex.Match(line, @"http://127\.0\.0\.1:\d+/") is { Success: true } found)
            {
                return new(process, new(found.Value));
            }
        }

        throw new InvalidOperationException($"{said}{await process.StandardError.ReadToEndAsync(Cancel)}");
    }

    private sealed record Tool(Process Process, Uri Address) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
            Process.Dispose();
        }
    }
}
