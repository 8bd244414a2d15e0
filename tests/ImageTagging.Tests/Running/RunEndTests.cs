namespace ImageTagging.Tests.Running;

/// <summary>Whatever ends a run, its report says how it ended, and what was paid, saved, unsaved and left.</summary>
public class RunEndTests
{
    [Fact]
    public async Task Credentials_that_expire_midway_leave_a_report_of_what_was_paid_saved_and_left()
    {
        await using var world = new World();
        Fill(world, 300);
        var calls = 0;
        world.Tagger.OnCall = (_, _, _) =>
            Interlocked.Increment(ref calls) > 100
                ? throw new ImageTaggingException("The credentials have expired.") { Code = "ExpiredToken" }
                : Task.CompletedTask;
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal(("ExpiredToken", FailureKind.SetUp), (fault.Code, fault.Kind));
        var report = fault.Report;
        Assert.Equal((RunEnd.Failed, "ExpiredToken"), (report.End, report.Fault?.Code));
        Assert.Equal("The credentials have expired.", report.Fault?.Message);
        Assert.Equal((100, 100, 0), (report.Counts.PaidCalls, report.Counts.Tagged, report.Counts.Unsaved));
        Assert.Equal(report.Counts.Listed, report.Counts.Tagged + report.Counts.Left);
    }

    [Fact]
    public async Task A_run_that_finds_no_index_at_all_has_a_report_too()
    {
        await using var world = new World();
        Fill(world, 3);
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = _ => throw new ImageTaggingException("There is nobody.") { Kind = FailureKind.Transient, Code = "Away" },
        };
        world.Build(index: index);
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal((RunEnd.Failed, "Away", 0L), (fault.Report.End, fault.Report.Fault?.Code, fault.Report.Counts.PaidCalls));
        Assert.False(fault.Report.ListingEnded);
    }

    [Fact]
    public async Task Answers_that_cannot_be_written_are_counted_with_what_they_cost()
    {
        await using var world = new World();
        Fill(world, 300);
        var isBlocked = false;
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = what =>
            {
                if (what == "write" && Volatile.Read(ref isBlocked))
                {
                    throw new ImageTaggingException("The data index is blocked.")
                    {
                        Kind = FailureKind.Transient,
                        Code = "Blocked",
                    };
                }
            },
        };
        world.Build(index: index);
        var calls = 0;
        world.Tagger.OnCall = (_, _, token) =>
        {
            if (Interlocked.Increment(ref calls) == 50)
            {
                Volatile.Write(ref isBlocked, true);
            }

            return Task.Delay(TimeSpan.FromMilliseconds(100), world.Time, token);
        };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        var counts = fault.Report.Counts;
        Assert.Equal("Blocked", fault.Report.Fault?.Code);
        Assert.InRange(counts.Unsaved, 1, 300);
        Assert.Equal(counts.PaidCalls, counts.Tagged + counts.Unsaved);
        Assert.Equal(counts.Unsaved * 0.001m, counts.UnsavedCost);
        Assert.Equal((0, counts.Listed), (counts.Failed, counts.Tagged + counts.Left));
    }

    [Fact]
    public async Task No_call_starts_while_the_last_write_has_failed_for_want_of_the_index()
    {
        await using var world = new World();
        Fill(world, 300);
        var (calls, callsThen, refusals) = (0, -1, 0);
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = what =>
            {
                if (what == "write" && Volatile.Read(ref calls) >= 50 && refusals < 20)
                {
                    Interlocked.CompareExchange(ref callsThen, Volatile.Read(ref calls), -1);
                    if (++refusals == 20)
                    {
                        // Those that were on their way when the first was refused, and nothing since.
                        Assert.InRange(Volatile.Read(ref calls) - callsThen, 0, world.Tagger.Info.MaxConcurrency);
                    }

                    throw new ImageTaggingException("The data index is blocked.")
                    {
                        Kind = FailureKind.Transient,
                        Code = "Blocked",
                    };
                }
            },
        };
        world.Build(index: index);
        world.Tagger.OnCall = (_, _, token) =>
        {
            Interlocked.Increment(ref calls);
            return Task.Delay(TimeSpan.FromMilliseconds(100), world.Time, token);
        };
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 300, 300, 20), (report.End, report.Counts.Tagged, calls, refusals));
    }

    [Fact]
    public async Task What_sources_leave_out_is_in_the_report_and_in_the_plan()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Exclusions.Add(new(ExclusionKind.Trash, 3));
        world.Store.Exclusions.Add(new(ExclusionKind.Trash, 4));
        var expected = new Dictionary<ExclusionKind, long> { [ExclusionKind.Trash] = 7 };
        Assert.Equal(expected, (await world.PlanAsync()).ExcludedBy);
        Assert.Equal(expected, (await world.RunAsync()).ExcludedBy);
    }

    private static void Fill(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }
    }
}
