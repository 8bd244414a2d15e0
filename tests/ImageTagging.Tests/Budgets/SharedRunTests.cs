using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Budgets;

public sealed class SharedRunTests
{
    [Fact]
    public async Task Whoever_gives_the_same_run_id_shares_the_runs_budget_and_others_do_not()
    {
        await using var world = new World();
        var other = new PictureStore(world.Time, "mem://other");
        for (var i = 0; i < 60; i++)
        {
            world.Store.Put($"{i:00}.jpg", $"thing{i}");
            other.Put($"{i:00}.jpg", $"other{i}");
        }

        await using var one = Pipeline(world, world.Store);
        await using var two = Pipeline(world, other);
        var shared = new RunOptions { RunId = "nightly-2026-11-23" };
        var reports = await Task.WhenAll(one.RunAsync(shared), two.RunAsync(shared));
        Assert.All(reports, r => Assert.Equal("nightly-2026-11-23", r.RunId));
        Assert.InRange(world.Tagger.Calls.Count, 38, 40);

        // One that comes later finds what is left of it; named pictures take part too.
        await one.RunAsync(shared);
        var listings = await other.ListAsync(KeyRange.All).OfType<ImageListing>().ToListAsync();
        var outcomes = await two.IndexAsync(other, listings, shared);
        Assert.Contains(outcomes, o => o.Kind == ImageOutcomeKind.Left);
        Assert.Equal(40, world.Tagger.Calls.Count);

        // A run of its own has a budget of its own.
        var own = await one.RunAsync();
        Assert.Equal(Math.Min(40, own.Counts.New), own.Counts.PaidCalls);
        Assert.True(own.Counts.PaidCalls > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("Big")]
    [InlineData("a/b")]
    public async Task An_id_that_could_not_be_a_part_of_a_name_is_refused(string id)
    {
        await using var world = new World();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => world.RunAsync(new() { RunId = id }));
        Assert.Equal("InvalidOptions", fault.Code);
    }

    private static ImageTaggingPipeline Pipeline(World world, PictureStore store) =>
        ImageTaggingPipeline
            .CreateBuilder()
            .From(store)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .UseBudget(Budget.OfCalls(40))
            .Build();
}
