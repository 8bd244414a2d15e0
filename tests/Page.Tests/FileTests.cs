using ImageTagging.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

/// <summary>Pictures of several files, and what is written beside them.</summary>
public sealed class FileTests(Chromium chromium)
{
    private static readonly byte[] s_video = [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 0, 0, .. "qt  "u8, .. new byte[64]];
    private static readonly byte[] s_raw = [.. "II*\0"u8, 16, 0, 0, 0, .. "CR\u0002\0"u8, .. new byte[64]];

    [Fact]
    public async Task A_raw_file_and_a_live_photo_are_seen_in_the_grid_and_each_file_can_be_had()
    {
        await using var site = await Site.StartAsync(prepare: folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, "space/rocket.CR2"), s_raw);
            File.WriteAllBytes(Path.Combine(folder, "space/rocket.MOV"), s_video);
        });
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Count).ToHaveTextAsync("12 pictures");
        var tile = visit.Tile("rocket.jpg");
        await Expect(tile).ToHaveAttributeAsync("data-marks", "RAW  Live");
        await Expect(tile).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("RAW \\+ JPEG: Live"));
        await Expect(visit.Tile("horse.png"))
            .Not.ToHaveAttributeAsync("data-marks", new System.Text.RegularExpressions.Regex("."));
        await tile.ClickAsync();
        await Expect(visit.Viewer.Locator(".about")).ToContainTextAsync("RAW + JPEG · Live");
        await Expect(visit.Viewer.Locator(".files li")).ToHaveCountAsync(3);
        var raw = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Viewer.GetByRole(AriaRole.Link, new() { Name = "rocket.CR2" }).ClickAsync()
        );
        Assert.Equal("rocket.CR2", raw.SuggestedFilename);
        Assert.Equal(s_raw, await File.ReadAllBytesAsync((await raw.PathAsync())!, TestContext.Current.CancellationToken));

        // Under the pointer it moves for as long as that stays; what cannot be played there is not complained of.
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Play the Live Photo" }).HoverAsync();
        await Expect(visit.Viewer.Locator("video")).ToHaveCountAsync(0);
        await Expect(visit.Notices).Not.ToContainTextAsync("cannot play");

        // A video that this browser cannot play is no fault of the page: it says so, and the picture is there again.
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Play the Live Photo" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("This browser cannot play the Live Photo");
        await Expect(visit.Viewer.Locator("video")).ToHaveCountAsync(0);
        var motion = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Viewer.GetByRole(AriaRole.Link, new() { Name = "rocket.MOV" }).ClickAsync()
        );
        Assert.Equal(s_video, await File.ReadAllBytesAsync((await motion.PathAsync())!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_video_is_played_where_it_stands_and_one_that_cannot_be_is_there_to_be_kept()
    {
        var index = new InMemoryTagIndex();
        await using var site = await Site.StartAsync(
            index: index,
            run: false,
            thumbnail: await File.ReadAllBytesAsync(
                Path.Combine(TestPaths.Photos, "things/text.png"),
                TestContext.Current.CancellationToken
            )
        );
        var film = Path.Combine(site.Photos, "film.webm");
        Assert.SkipUnless(await FilmAsync(film), "There is no ffmpeg; 'apt-get install ffmpeg' brings it.");
        await File.WriteAllBytesAsync(
            Path.Combine(site.Photos, "torn.mp4"),
            [0, 0, 0, 20, .. "ftypisom"u8, .. new byte[200]],
            TestContext.Current.CancellationToken
        );
        await index.WriteAsync([Film("film.webm", "video/x-matroska"), Film("torn.mp4", "video/mp4")]);
        await index.RefreshAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tile("film.webm")).ToHaveAttributeAsync("data-marks", "Video");
        await visit.Tile("film.webm").ClickAsync();
        var video = visit.Viewer.Locator("video");
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Play the video" }).ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('#viewer video')?.currentTime > 0.2");
        // With the browser's own controls, and the arrows of the page beside them.
        Assert.True(await video.EvaluateAsync<bool>("v => v.controls"));
        await visit.Viewer.GetByRole(AriaRole.Button, new() { Name = "Next picture" }).ClickAsync();
        await Expect(video).ToHaveCountAsync(0);
        await Expect(visit.Viewer.Locator("h2")).ToHaveTextAsync("torn.mp4");

        await visit.Page.Keyboard.PressAsync("v");
        await Expect(visit.Notices).ToContainTextAsync("This browser cannot play the video; its file is there to download.");
        await Expect(video).ToHaveCountAsync(0);
        await Expect(visit.Viewer.GetByRole(AriaRole.Link, new() { Name = "Download" })).ToBeVisibleAsync();

        RecordWrite Film(string key, string type) =>
            RecordWrite.Create(
                new()
                {
                    Source = "photos",
                    Key = key,
                    Location = Path.Combine(site.Photos, key),
                    Size = new FileInfo(Path.Combine(site.Photos, key)).Length,
                    ModifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(site.Photos, key))),
                    ListedAt = DateTimeOffset.UnixEpoch,
                    MediaType = type,
                    Width = 160,
                    Height = 120,
                }
            );
    }

    // A minute, so that none ends while somebody looks.
    private static async Task<bool> FilmAsync(string path)
    {
        try
        {
            string[] made =
            [
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=160x120:rate=5:duration=60",
                "-c:v",
                "libvpx",
                path,
            ];
            using var process = System.Diagnostics.Process.Start("ffmpeg", made);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [Fact]
    public async Task What_people_made_of_their_pictures_is_written_beside_them_from_the_page()
    {
        await using var site = await Site.StartAsync(options: new() { WritesSidecars = true });
        await using var visit = await Visit.StartAsync(chromium, site);
        await visit.Tile("horse.png").FocusAsync();
        await visit.Page.Keyboard.PressAsync("4");
        await Expect(visit.Notices).ToContainTextAsync("Gave 4 stars to 1 picture");
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write XMP" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("1 XMP file written beside your pictures");
        Assert.Contains(
            "4",
            await File.ReadAllTextAsync(
                Path.Combine(site.Photos, "animals/horse.png.xmp"),
                TestContext.Current.CancellationToken
            ),
            StringComparison.Ordinal
        );
        await visit.GoAsync("run");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write XMP files" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("11 XMP files written beside your pictures; 1 said all of it already");
    }

    [Fact]
    public async Task Where_nothing_may_be_written_it_is_not_offered()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "run");
        await Expect(visit.Page.Locator(".plan")).ToContainTextAsync("12 pictures listed");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write XMP" })).ToHaveCountAsync(0);
    }
}
