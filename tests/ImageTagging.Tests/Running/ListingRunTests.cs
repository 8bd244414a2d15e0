namespace ImageTagging.Tests.Running;

public class ListingRunTests
{
    [Fact]
    public async Task A_stream_of_listings_has_an_outcome_for_each_and_its_totals()
    {
        await using var world = new World();
        Fill(world, 3_000, different: 2_000);
        // One whose content no other has: which of equal ones is called is the scheduler's to choose.
        const string refused = "01500.jpg";
        world.Tagger.OnCall = (key, _, _) =>
            key == refused
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" }
                : Task.CompletedTask;

        var (outcomes, counts) = await IndexAsync(world);
        Assert.Equal(world.Store.Keys, outcomes.Select(o => o.Image.Key).Order(StringComparer.Ordinal));
        Assert.Equal(2_000, world.Tagger.Calls.Select(c => c.Shows).Distinct().Count());
        Assert.Equal((3_000, 3_000), (counts.Listed, counts.New));
        Assert.Equal((2_999, 1), (counts.Tagged, counts.Failed));
        Assert.Equal("No", Assert.Single(outcomes, o => o.Image.Key == refused).Reason!.Code);
        Assert.Equal(1_999, counts.PaidCalls);

        var calls = world.Tagger.Calls.Count;
        world.Build();
        (outcomes, counts) = await IndexAsync(world);
        Assert.Equal(3_000, counts.Unchanged + counts.Waiting);
        Assert.Equal(3_000, outcomes.Count);
        Assert.Equal(calls, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task A_listing_that_comes_twice_is_paid_and_written_once_even_where_nothing_tells_its_content()
    {
        await using var world = new World();
        Fill(world, 50, different: 50);
        world.Store.TellsContents = false;
        world.Tagger.OnCall = (_, _, token) => Task.Delay(TimeSpan.FromSeconds(1), world.Time, token);
        var listings = await ListAsync(world);
        var (outcomes, _) = await IndexAsync(world, [.. listings, .. listings, .. listings.AsEnumerable().Reverse()]);
        Assert.Equal(150, outcomes.Count);
        Assert.Equal(50, outcomes.Count(o => o.Kind == ImageOutcomeKind.Tagged));
        Assert.Equal(50, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task Only_a_few_thousand_listings_are_read_ahead_of_who_takes_the_outcomes()
    {
        await using var world = new World();
        Fill(world, 7_000, different: 10);
        await IndexAsync(world);
        var read = 0;
        async IAsyncEnumerable<ImageListing> Counted()
        {
            foreach (var listing in await ListAsync(world))
            {
                Interlocked.Increment(ref read);
                yield return listing;
            }
        }

        var taken = 0;
        await foreach (var _ in world.Pipeline.IndexAsync(world.Store, Counted()))
        {
            taken++;
            Assert.InRange(Volatile.Read(ref read), taken, taken + 5_500);
        }

        Assert.Equal(7_000, taken);
    }

    [Fact]
    public async Task Who_stops_early_starts_no_new_call_and_a_fault_ends_the_stream_after_its_outcomes()
    {
        await using var world = new World();
        Fill(world, 5_000, different: 5_000);
        await foreach (var outcome in world.Pipeline.IndexAsync(world.Store, (await ListAsync(world)).ToAsyncEnumerable()))
        {
            Assert.Equal(ImageOutcomeKind.Tagged, outcome.Kind);
            break;
        }

        Assert.InRange(world.Tagger.Calls.Count, 1, 4_999);
        world.Tagger.OnCall = (_, _, _) => throw new ImageTaggingException("Nobody is let in.") { Code = "NoCredentials" };
        var told = new List<ImageOutcome>();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            await foreach (var outcome in world.Pipeline.IndexAsync(world.Store, (await ListAsync(world)).ToAsyncEnumerable()))
            {
                told.Add(outcome);
            }
        });
        Assert.Equal("NoCredentials", fault.Code);
        Assert.Contains(told, o => o.Kind == ImageOutcomeKind.Left);
        Assert.DoesNotContain(told, o => o.Kind == ImageOutcomeKind.Tagged);
    }

    [Fact]
    public async Task Several_streams_of_one_run_share_its_budget()
    {
        await using var world = new World();
        Fill(world, 400, different: 400);
        var listings = await ListAsync(world);
        var options = new RunOptions { RunId = "nightly" };
        var left = 0;
        foreach (var half in listings.Chunk(200))
        {
            world.Build(b => b.UseBudget(Budget.OfCalls(250, BudgetPeriod.Run)));
            var (outcomes, _) = await IndexAsync(world, half, options);
            left += outcomes.Count(o => o.Kind == ImageOutcomeKind.Left);
        }

        Assert.Equal((250, 150), (world.Tagger.Calls.Count, left));
    }

    private static void Fill(World world, int count, int different)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:00000}.jpg", $"thing{i % different}");
        }
    }

    private static async Task<List<ImageListing>> ListAsync(World world) =>
        await world.Store.ListAsync(KeyRange.All).Cast<SourceEntry, ImageListing>().ToListAsync();

    private static async Task<(List<ImageOutcome> Outcomes, RunCounts Counts)> IndexAsync(
        World world,
        IReadOnlyList<ImageListing>? listings = null,
        RunOptions? options = null
    )
    {
        var stream = world.Pipeline.IndexAsync(world.Store, (listings ?? await ListAsync(world)).ToAsyncEnumerable(), options);
        var outcomes = await stream
            .ToListAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(World.Guard, TestContext.Current.CancellationToken);
        return (outcomes, stream.Counts);
    }
}

file static class Sequences
{
    public static async IAsyncEnumerable<TTo> Cast<TFrom, TTo>(this IAsyncEnumerable<TFrom> from)
        where TTo : TFrom
    {
        await foreach (var item in from)
        {
            yield return (TTo)item!;
        }
    }
}
