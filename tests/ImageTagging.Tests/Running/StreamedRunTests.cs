namespace ImageTagging.Tests.Running;

public class StreamedRunTests
{
    [Fact]
    public async Task A_run_over_sources_hands_out_what_became_of_each_picture_and_its_report_at_the_end()
    {
        await using var world = new World();
        Fill(world, 3_000);
        world.Tagger.OnCall = (key, _, _) =>
            key == "01500.jpg"
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" }
                : Task.CompletedTask;
        var (outcomes, report) = await StreamAsync(world);
        Assert.Equal(world.Store.Keys, outcomes.Select(o => o.Image.Key).Order(StringComparer.Ordinal));
        Assert.Equal("No", Assert.Single(outcomes, o => o.Kind == ImageOutcomeKind.Failed).Reason!.Code);
        Assert.Equal((RunEnd.Completed, 2_999L, 1L), (report.End, report.Counts.Tagged, report.Counts.Failed));

        // Unchanged ones are counted; one that went is an outcome.
        world.Store.Remove("00007.jpg");
        world.Build();
        (outcomes, report) = await StreamAsync(world);
        var gone = Assert.Single(outcomes, o => o.Kind == ImageOutcomeKind.Gone);
        Assert.Equal("00007.jpg", gone.Image.Key);
        Assert.Equal((2_998L, 1L), (report.Counts.Unchanged, report.Counts.Gone));
    }

    [Fact]
    public async Task No_more_than_a_few_thousand_pictures_are_worked_on_ahead_of_who_takes_the_outcomes()
    {
        await using var world = new World();
        Fill(world, 9_000);
        var taken = 0;
        await foreach (var _ in world.Pipeline.StreamAsync())
        {
            taken++;
            Assert.InRange(world.Tagger.Calls.Count, 1, taken + 5_000);
        }

        Assert.Equal(9_000, taken);
    }

    [Fact]
    public async Task Many_that_went_are_handed_out_with_bounded_room_too()
    {
        await using var world = new World();
        Fill(world, 6_000);
        await world.RunAsync();
        for (var i = 0; i < 5_900; i++)
        {
            world.Store.Remove($"{i:00000}.jpg");
        }

        world.Build();
        var (outcomes, report) = await StreamAsync(world, new() { AllowRemovals = true });
        Assert.Equal(5_900, outcomes.Count(o => o.Kind == ImageOutcomeKind.Gone));
        Assert.Equal(5_900, report.Counts.Gone);
    }

    [Fact]
    public async Task Who_stops_early_starts_no_new_call_and_the_next_run_goes_on()
    {
        await using var world = new World();
        Fill(world, 8_000);
        var stream = world.Pipeline.StreamAsync();
        await foreach (var _ in stream)
        {
            break;
        }

        Assert.Equal(RunEnd.Interrupted, stream.Report!.End);
        var calls = world.Tagger.Calls.Count;
        Assert.InRange(calls, 1, 7_999);
        await world.RunAsync();
        Assert.Equal(8_000, world.Tagger.Calls.Count);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.ToListAsync());
    }

    [Fact]
    public async Task A_fault_of_the_whole_run_is_thrown_after_the_outcomes_and_its_report_is_there()
    {
        await using var world = new World();
        Fill(world, 100);
        world.Tagger.OnCall = (_, _, _) => throw new ImageTaggingException("Nobody is let in.") { Code = "NoCredentials" };
        var stream = world.Pipeline.StreamAsync();
        var fault = await Assert.ThrowsAsync<RunFailedException>(async () =>
            await stream.ToListAsync().AsTask().WaitAsync(World.Guard)
        );
        Assert.Equal("NoCredentials", fault.Code);
        Assert.Equal(RunEnd.Failed, stream.Report!.End);
        Assert.Equal("NoCredentials", (await LastRunOf(world))?.Code);
    }

    private static async Task<ImageTagging.Running.LastRun?> LastRunOf(World world) =>
        await ImageTagging.Running.LastRun.ReadAsync(world.Index, CancellationToken.None);

    private static void Fill(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:00000}.jpg", $"thing{i}");
        }
    }

    private static async Task<(List<ImageOutcome> Outcomes, RunReport Report)> StreamAsync(
        World world,
        RunOptions? options = null
    )
    {
        var stream = world.Pipeline.StreamAsync(options);
        var outcomes = await stream.ToListAsync().AsTask().WaitAsync(World.Guard);
        Assert.Equal(stream.Report!.Counts, stream.Counts);
        return (outcomes, stream.Report);
    }
}
