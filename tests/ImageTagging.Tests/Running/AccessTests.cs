namespace ImageTagging.Tests.Running;

/// <summary>A refusal of access is one picture's where the tagger answers for others, and the whole run's where it does not.</summary>
public class AccessTests
{
    [Theory]
    [InlineData("AccessDeniedException")]
    [InlineData(ErrorCodes.AccessDenied)]
    [InlineData(ErrorCodes.Forbidden)]
    public async Task One_forbidden_key_is_that_pictures_failure_and_stops_no_night(string code)
    {
        await using var world = new World();
        Fill(world, 200);
        world.Tagger.OnCall = Forbid(key => key == "0100.jpg", code);
        var first = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 199, 1), (first.End, first.Counts.Tagged, first.Counts.Failed));
        var failure = (await world.RecordAsync("0100.jpg"))!.Taggers[0].Failure!;
        Assert.Equal((FailureKind.Refused, code), (failure.Kind, failure.Code));
        Assert.Equal(world.Time.GetUtcNow() + TimeSpan.FromHours(1), failure.DueAt!.Value, TimeSpan.FromMinutes(1));

        // The next night it may be the first and the only one.
        world.Time.Advance(TimeSpan.FromDays(1));
        var second = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 1, 199), (second.End, second.Counts.Failed, second.Counts.Unchanged));
        world.Tagger.OnCall = null;
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
    }

    [Fact]
    public async Task Where_nothing_was_answered_yet_the_run_stops_and_marks_nothing()
    {
        await using var world = new World();
        Fill(world, 100);
        world.Tagger.OnCall = Forbid(_ => true);
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal(("AccessDeniedException", 0), (fault.Code, fault.Report.Counts.Failed));
        Assert.Null(await world.RecordAsync("0000.jpg"));
    }

    [Fact]
    public async Task Many_in_a_row_are_no_longer_the_pictures()
    {
        await using var world = new World();
        Fill(world, 400);
        var calls = 0;
        world.Tagger.OnCall = Forbid(_ => Interlocked.Increment(ref calls) > 50);
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal("AccessDeniedException", fault.Code);
        Assert.Equal(50, fault.Report.Counts.Tagged);
        Assert.InRange(fault.Report.Counts.Failed, 1, 20);
    }

    private static Func<string, string, CancellationToken, Task> Forbid(
        Func<string, bool> isForbidden,
        string code = "AccessDeniedException"
    ) =>
        (key, _, _) =>
            isForbidden(key)
                ? throw new ImageTaggingException("This role may not read the object.") { Code = code }
                : Task.CompletedTask;

    private static void Fill(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }
    }
}
