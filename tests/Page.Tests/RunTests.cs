using ImageTagging.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

public sealed class RunTests(Chromium chromium)
{
    [Fact]
    public async Task A_run_is_priced_started_watched_live_and_its_pictures_appear()
    {
        using var gate = new SemaphoreSlim(0);
        var tagger = Photographs.Tagger(price: 0.001m);
        await using var site = await Site.StartAsync(new GatedTagger(tagger, gate), run: false);
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("No pictures yet");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        var plan = visit.Page.Locator(".plan");
        await Expect(plan).ToContainTextAsync("12 pictures listed: 12 new");
        await Expect(plan).ToContainTextAsync("$0.0120");

        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("Running");
        gate.Release(5);
        await Expect(Figure(visit, "Tagged")).ToHaveTextAsync("5");
        await Expect(Figure(visit, "Cost")).ToHaveTextAsync("$0.0050");
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Pictures done" })).ToBeVisibleAsync();
        gate.Release(50);
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("The last run has ended");
        await Expect(Figure(visit, "Tagged")).ToHaveTextAsync("12");
        await Expect(Figure(visit, "Cost")).ToHaveTextAsync("$0.0120");
        await Expect(visit.Page.Locator("#live")).ToContainTextAsync("12");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Pictures", Exact = true }).ClickAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task What_is_not_taken_is_said_before_and_after_a_run()
    {
        await using var site = await Site.StartAsync(
            run: false,
            prepare: folder =>
            {
                File.WriteAllText(Path.Combine(folder, "a.mov"), "none");
                File.WriteAllText(Path.Combine(folder, "b.mp4"), "none");
                File.WriteAllText(Path.Combine(folder, "c.xcf"), "none");
                File.WriteAllText(Path.Combine(folder, "animals", "horse.png.xmp"), "none");
            }
        );
        await using var visit = await Visit.StartAsync(chromium, site, "run");
        const string Words = "Not taken: 2 videos, 1 picture of another kind.";
        await Expect(visit.Page.Locator(".plan")).ToContainTextAsync(Words);
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("The last run has ended");
        var told = visit.Page.Locator(".live").Locator("section", new() { HasText = "Not taken" });
        await Expect(told).ToContainTextAsync("2 videos Videos are not shown here");
        await Expect(told).ToContainTextAsync("1 picture of another kind Save it as JPEG");
        // Once is enough, and what is read with a picture is taken.
        await Expect(visit.Page.Locator(".plan")).Not.ToContainTextAsync("Not taken");
        await Expect(visit.Page.Locator("#view-run")).Not.ToContainTextAsync("beside pictures");
    }

    [Fact]
    public async Task What_was_not_taken_or_not_read_is_told_with_what_to_do_wherever_one_looks()
    {
        using var gate = new SemaphoreSlim(0);
        var tagger = Photographs.Tagger();
        var broken = 0;
        tagger.FaultFor = image =>
            image.Listing.Key.StartsWith("things/", StringComparison.Ordinal)
                ? new ImageTaggingException("VipsJpeg: bad marker " + broken++)
                {
                    Kind = FailureKind.Refused,
                    Code = "DecodeFailed",
                }
                : null;
        await using var site = await Site.StartAsync(
            new GatedTagger(tagger, gate),
            run: false,
            prepare: folder =>
            {
                File.WriteAllText(Path.Combine(folder, "a.mov"), "none");
                File.WriteAllText(Path.Combine(folder, "b.xcf"), "none");
                File.WriteAllText(Path.Combine(folder, "notes.txt"), "none");
            }
        );
        await using var visit = await Visit.StartAsync(chromium, site, "run");
        visit.Forgive("status of 422");
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Pictures", Exact = true }).ClickAsync();
        gate.Release(50);
        // Somebody who only looks at the pictures hears of it.
        await Expect(visit.Notices)
            .ToContainTextAsync("8 pictures tagged; 4 could not be; not taken: 1 video, 1 picture of another kind");
        await visit.Notices.GetByRole(AriaRole.Button, new() { Name = "See why" }).ClickAsync();
        var failures = visit.Page.Locator("#view-failures");
        await Expect(failures.Locator(".failures > li")).ToHaveCountAsync(4);
        await Expect(failures).ToContainTextAsync("The picture is damaged, or of a kind that cannot be read here.");
        await Expect(failures).ToContainTextAsync("1 video Videos are not shown here");
        await Expect(failures).ToContainTextAsync("1 picture of another kind Save it as JPEG or PNG");
        Assert.DoesNotContain("VipsJpeg", await failures.InnerTextAsync(), StringComparison.Ordinal);

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Run", Exact = true }).ClickAsync();
        var live = visit.Page.Locator(".live");
        await Expect(live).ToContainTextAsync("4 pictures The picture is damaged");
        await Expect(live).ToContainTextAsync("1 video Videos are not shown here");
        Assert.DoesNotContain("VipsJpeg", await live.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_can_be_stopped()
    {
        using var gate = new SemaphoreSlim(0);
        await using var site = await Site.StartAsync(new GatedTagger(Photographs.Tagger(), gate), run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "run");
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("Stopping");
        gate.Release(50);
        await Expect(visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_pressed_stays_under_the_pointer_while_pictures_come()
    {
        using var gate = new SemaphoreSlim(0);
        await using var site = await Site.StartAsync(new GatedTagger(Photographs.Tagger(), gate), run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "run");
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).HoverAsync();
        await visit.Page.Mouse.DownAsync();
        gate.Release();
        await Expect(Figure(visit, "Tagged")).ToHaveTextAsync("1");
        await visit.Page.Mouse.UpAsync();
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("Stopping");
        gate.Release(50);
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("The last run has ended");
        await Expect(visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Failures_say_why_and_can_be_tried_again()
    {
        var tagger = Screens.FailingTagger();
        await using var site = await Site.StartAsync(tagger);
        await using var visit = await Visit.StartAsync(chromium, site, "failures");
        var lines = visit.Page.Locator(".failures li");
        await Expect(lines).ToHaveCountAsync(1);
        await Expect(lines.First).ToContainTextAsync("text.png");
        await Expect(lines.First).ToContainTextAsync("The model does not take this picture.");
        tagger.FaultFor = null;
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again: text.png" }).ClickAsync();
        await Expect(visit.Notices).ToContainTextAsync("1 picture tried again");
        await visit.Notices.GetByRole(AriaRole.Button, new() { Name = "To the run" }).ClickAsync();
        await visit.Page.Locator(".live").GetByRole(AriaRole.Button, new() { Name = "Start a run" }).ClickAsync();
        await Expect(visit.Page.Locator(".live h2")).ToHaveTextAsync("The last run has ended");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Failures" }).ClickAsync();
        await Expect(visit.Page.Locator("#view-failures")).ToContainTextAsync("Nothing failed");
    }

    [Fact]
    public async Task A_picture_that_failed_with_two_taggers_stands_there_once_in_words_of_people()
    {
        var index = new InMemoryTagIndex();
        await index.WriteAsync([
            RecordWrite.Create(
                new()
                {
                    Source = "photos",
                    Key = "phone/IMG_0001.HEIC",
                    Location = "IMG_0001.HEIC",
                    Size = 1,
                    ModifiedAt = DateTimeOffset.UnixEpoch,
                    ListedAt = DateTimeOffset.UnixEpoch,
                    Taggers = [Failing("local", null), Failing("other", DateTimeOffset.UnixEpoch.AddDays(1))],
                }
            ),
        ]);
        await index.RefreshAsync();
        await using var site = await Site.StartAsync(index: index, run: false);
        await using var visit = await Visit.StartAsync(chromium, site, "failures");
        visit.Forgive("status of 404");
        var line = visit.Page.Locator(".failures li");
        await Expect(line).ToHaveCountAsync(1);
        await Expect(line.Locator(".why")).ToHaveCountAsync(1);
        await Expect(line).ToContainTextAsync("This iPhone photo (HEIC) cannot be read here.");
        await Expect(line).ToContainTextAsync("Most Compatible");
        await Expect(line).ToContainTextAsync("Tried again with the next run.");
        Assert.DoesNotContain("DecodeFailed", await line.InnerTextAsync(), StringComparison.Ordinal);
        await line.GetByText("Details").ClickAsync();
        await Expect(line).ToContainTextAsync("VipsJpeg: bad marker (DecodeFailed, 2 attempts)");

        static TaggerState Failing(string name, DateTimeOffset? due) =>
            new()
            {
                Name = name,
                Failure = new()
                {
                    Kind = FailureKind.Refused,
                    Code = "DecodeFailed",
                    Message = "VipsJpeg: bad marker",
                    Attempts = 2,
                    At = DateTimeOffset.UnixEpoch,
                    DueAt = due,
                },
            };
    }

    private static ILocator Figure(Visit visit, string name) =>
        visit
            .Page.Locator(".figures > div")
            .Filter(new() { Has = visit.Page.Locator("dt", new() { HasTextString = name }) })
            .First.Locator("dd");

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
