namespace ImageTagging.Tests.Running;

public class FailureTests
{
    [Fact]
    public async Task A_refused_picture_goes_to_the_poison_list_and_the_run_goes_on()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "broken");
        world.Store.Put("b.jpg", "dog");
        world.Tagger.OnCall = (_, shows, _) =>
            shows == "broken"
                ? throw new ImageTaggingException("Not an image.") { Kind = FailureKind.Refused, Code = "InvalidImageFormat" }
                : Task.CompletedTask;

        var report = await world.RunAsync();
        Assert.Equal((1, 1), (report.Counts.Failed, report.Counts.Tagged));
        Assert.Equal("InvalidImageFormat", Assert.Single(report.Failures).Reason.Code);
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal((ImageStatus.Failed, null), (record.Status, record.DueAt));

        world.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);
        Assert.Equal(2, world.Tagger.Calls.Count);

        Assert.Equal(1, (await world.RunAsync(new() { RetryFailed = true })).Counts.Due);
        Assert.Equal(3, world.Tagger.Calls.Count);

        world.Store.Put("a.jpg", "cat");
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
        Assert.Equal(ImageStatus.Tagged, (await world.RecordAsync("a.jpg"))!.Status);
    }

    [Fact]
    public async Task A_picture_longer_than_MaxImageBytes_is_refused_unread()
    {
        await using var world = new World();
        world.Build(b => b.Configure(new() { MaxImageBytes = 8 }));
        world.Store.Put("long.jpg", "123456789");
        world.Store.Put("short.jpg", "12345678");

        var report = await world.RunAsync();

        Assert.Equal((1, 1, 1), (report.Counts.Tagged, report.Counts.Failed, world.Store.Opened));
        var failure = Assert.Single(report.Failures);
        Assert.Equal(("long.jpg", "TooManyBytes"), (failure.Image.Key, failure.Reason.Code));
    }

    [Fact]
    public async Task A_passing_failure_is_due_after_one_hour_then_two_and_after_five_runs_never()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Build(b => b.ConfigureCalls("words", new() { MaxAttempts = 1 }));
        world.Tagger.OnCall = (_, _, _) =>
            throw new ImageTaggingException("Down.") { Kind = FailureKind.Transient, Code = "Down" };
        foreach (var hours in new[] { 1, 2, 4, 8 })
        {
            await world.RunAsync();
            var failure = (await world.RecordAsync("a.jpg"))!.Taggers[0].Failure!;
            Assert.Equal(TimeSpan.FromHours(hours), failure.DueAt - failure.At);
            world.Time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(10));
            Assert.Equal((1, 0), ((await world.RunAsync()).Counts.Waiting, 0));
            world.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(1, (await world.RunAsync()).Counts.Due);
        Assert.Null((await world.RecordAsync("a.jpg"))!.DueAt);
        Assert.Equal(5, world.Tagger.Calls.Count);
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);

        // Another question is a new start.
        world.Tagger.Info = world.Tagger.Info with
        {
            Fingerprint = new("0c", 50, 0),
        };
        world.Tagger.OnCall = null;
        world.Build();
        Assert.Equal((1, 1), ((await world.RunAsync()) is { Counts: var c } ? (c.Stale, c.Tagged) : default));
    }

    [Fact]
    public async Task A_picture_that_may_not_be_read_is_due_again_as_somebody_may_give_access()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.OnOpen = _ =>
            throw new ImageTaggingException("This user may not read the file.")
            {
                Kind = FailureKind.Refused,
                Code = "AccessDenied",
            };
        Assert.Equal(1, (await world.RunAsync()).Counts.Failed);
        var failure = (await world.RecordAsync("a.jpg"))!.Taggers[0].Failure!;
        Assert.Equal(TimeSpan.FromHours(1), failure.DueAt - failure.At);
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);

        world.Store.OnOpen = null;
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
    }

    [Fact]
    public async Task A_retag_that_fails_keeps_the_labels_as_stale()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0c", 50, 0) };
        world.Tagger.OnCall = (_, _, _) => throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" };
        world.Build();
        Assert.Equal(1, (await world.RunAsync()).Counts.Failed);
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal(ImageStatus.Stale, record.Status);
        Assert.Equal("cat", await world.TagsAsync("a.jpg"));
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);
    }

    [Fact]
    public async Task A_picture_that_vanished_leaves_no_record()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.OnOpen = _ => world.Store.Remove("a.jpg");
        var report = await world.RunAsync();
        Assert.Equal(FailureKind.Gone, Assert.Single(report.Failures).Reason.Kind);
        Assert.Null(await world.RecordAsync("a.jpg"));
    }

    [Fact]
    public async Task An_archived_picture_is_skipped_without_a_call_unless_its_content_is_known()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        world.Store.Put("b.jpg", "cat");
        world.Store.Put("c.jpg", "dog");
        world.Store.Archived.UnionWith(["b.jpg", "c.jpg"]);
        var plan = await world.PlanAsync();
        Assert.Equal((1, 0), (plan.Counts.Skipped, plan.Taggers[0].Calls));
        Assert.Equal(1, plan.SkippedBy["Archived"]);
        var report = await world.RunAsync();
        Assert.Equal((1, 1, 0), (report.Counts.Skipped, report.Counts.Tagged, report.Counts.PaidCalls));
        Assert.Equal("cat", await world.TagsAsync("b.jpg"));
        Assert.Null(await world.RecordAsync("c.jpg"));
    }

    [Fact]
    public async Task A_fault_of_the_set_up_stops_the_run_and_saves_what_was_answered()
    {
        await using var world = new World();
        for (var i = 0; i < 200; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        world.Tagger.OnCall = (key, _, _) =>
            key == "100.jpg" ? throw new ImageTaggingException("No credentials.") { Code = "ExpiredToken" } : Task.CompletedTask;
        Assert.Equal("ExpiredToken", (await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync())).Code);
        var answered = world.Tagger.Calls.Where(c => c.Key != "100.jpg").Select(c => c.Key).ToArray();
        Assert.NotEmpty(answered);
        foreach (var key in answered)
        {
            Assert.NotNull(await world.RecordAsync(key));
        }

        world.Tagger.OnCall = null;
        await world.RunAsync();
        Assert.Equal(201, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task A_read_that_fails_for_a_moment_is_tried_again()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        var faults = 0;
        world.Store.OnOpen = _ =>
        {
            if (faults++ < 2)
            {
                throw new ImageTaggingException("Busy.") { Kind = FailureKind.Transient, Code = "Busy" };
            }
        };
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
        Assert.Equal(3, faults);
    }
}
