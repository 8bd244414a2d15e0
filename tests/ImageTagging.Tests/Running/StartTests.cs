namespace ImageTagging.Tests.Running;

/// <summary>The start of a run: the listing begins while the index is made ready, and nothing of it counts before the run holds its keys.</summary>
public class StartTests
{
    private readonly TaskCompletionSource _listing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_listing_begins_while_the_index_is_made_ready()
    {
        await using var world = WorldOf(1);
        world.Build(index: new UnreadyIndex(world.Index, _ => _listing.Task));
        Assert.Equal((RunEnd.Completed, 1), Told(await world.RunAsync()));
    }

    [Fact]
    public async Task Where_the_index_cannot_be_used_its_fault_is_told_before_any_call_whatever_the_listing_says()
    {
        await using var world = WorldOf(3_000);
        world.Store.OnList += key =>
        {
            if (key.Length > 0)
            {
                throw new ImageTaggingException("There is no such bucket.") { Code = "NoSuchBucket" };
            }
        };
        world.Build(
            index: new UnreadyIndex(
                world.Index,
                async _ =>
                {
                    await _listing.Task;
                    throw new ImageTaggingException("Call MigrateAsync once.") { Code = ErrorCodes.MigrationNeeded };
                }
            )
        );
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal((ErrorCodes.MigrationNeeded, "Call MigrateAsync once."), (fault.Code, fault.Report.Fault?.Message));
        Assert.Equal((0L, 0L), (fault.Report.Counts.Listed, fault.Report.Counts.PaidCalls));
        Assert.Empty(world.Tagger.Calls);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_before_the_index_is_ready_ends_with_its_listing()
    {
        await using var world = WorldOf(3_000);
        world.Build(index: new UnreadyIndex(world.Index, token => Task.Delay(Timeout.Infinite, token)));
        using var stop = new CancellationTokenSource();
        var run = world.Pipeline.RunAsync(cancellationToken: stop.Token);
        await _listing.Task.WaitAsync(World.Guard, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        Assert.Equal((RunEnd.Interrupted, 0), Told(await run.WaitAsync(World.Guard, TestContext.Current.CancellationToken)));
        Assert.Empty(world.Tagger.Calls);
    }

    [Fact]
    public async Task A_listing_that_began_long_before_the_run_held_its_keys_is_made_anew()
    {
        await using var world = WorldOf(2);
        world.Build(
            index: new UnreadyIndex(
                world.Index,
                async _ =>
                {
                    await _listing.Task;
                    world.Time.Advance(TimeSpan.FromMinutes(30));
                    world.Store.Remove("0000.jpg");
                    world.Store.Put("new.jpg", "dog");
                }
            )
        );
        Assert.Equal((RunEnd.Completed, 2), Told(await world.RunAsync()));
        Assert.Null(await world.RecordAsync("0000.jpg"));
        Assert.Equal("dog", await world.TagsAsync("new.jpg"));
    }

    [Fact]
    public async Task What_another_run_indexed_since_the_listing_began_is_not_marked_as_gone()
    {
        await using var world = WorldOf(2);
        var other = world.Pipeline;
        world.Build(
            index: new UnreadyIndex(
                world.Index,
                async cancellationToken =>
                {
                    await _listing.Task;
                    world.Store.Put("new.jpg", "dog");
                    await other.RunAsync(cancellationToken: cancellationToken);
                }
            )
        );
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 0L, 0L), (report.End, report.Counts.Gone, report.Counts.PaidCalls));
        Assert.Equal(3, world.Tagger.Calls.Count);
        Assert.Null((await world.RecordAsync("new.jpg"))!.GoneAt);
    }

    // The first key tells that the listing is made: what is put into the store from then on is not in it.
    private World WorldOf(int pictures)
    {
        var world = new World();
        for (var i = 0; i < pictures; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        world.Store.OnList = key =>
        {
            if (key.Length > 0)
            {
                _listing.TrySetResult();
            }
        };
        return world;
    }

    private static (RunEnd End, long Tagged) Told(RunReport report) => (report.End, report.Counts.Tagged);

    private sealed class UnreadyIndex(ITagIndex inner, Func<CancellationToken, Task> until) : DelegatingTagIndex(inner)
    {
        public override async ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default)
        {
            await until(cancellationToken);
            await Inner.EnsureReadyAsync(cancellationToken);
        }
    }
}
