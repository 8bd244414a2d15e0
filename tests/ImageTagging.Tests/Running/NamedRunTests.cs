namespace ImageTagging.Tests.Running;

public sealed class NamedRunTests
{
    [Fact]
    public async Task Named_pictures_have_an_outcome_each()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        world.Store.Put("gone.jpg", "bird");
        world.Store.Put("bad.jpg", "broken");
        world.Tagger.OnCall = (_, shows, _) =>
            shows == "broken"
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" }
                : Task.CompletedTask;
        var before = await world.Pipeline.IndexAsync(world.Store, ["a.jpg", "gone.jpg"]);
        Assert.All(before, o => Assert.Equal(ImageOutcomeKind.Tagged, o.Kind));
        world.Store.Remove("gone.jpg");

        var outcomes = await world.Pipeline.IndexAsync(
            world.Store.Name,
            ["a.jpg", "b.jpg", "gone.jpg", "never.jpg", "bad.jpg", "b.jpg"]
        );
        Assert.Equal(
            [
                ("a.jpg", ImageOutcomeKind.Unchanged),
                ("b.jpg", ImageOutcomeKind.Tagged),
                ("gone.jpg", ImageOutcomeKind.Gone),
                ("never.jpg", ImageOutcomeKind.Gone),
                ("bad.jpg", ImageOutcomeKind.Failed),
            ],
            outcomes.Select(o => (o.Image.Key, o.Kind))
        );
        Assert.Equal("dog", Assert.Single(outcomes[1].Record!.Tags).Name);
        Assert.Equal(("No", "words"), (outcomes[4].Reason!.Code, outcomes[4].Tagger));
        Assert.NotNull((await world.RecordAsync("gone.jpg"))!.GoneAt);
        Assert.Equal(ImageOutcomeKind.Waiting, (await world.Pipeline.IndexAsync(world.Store, ["bad.jpg"]))[0].Kind);
    }

    [Fact]
    public async Task The_same_picture_twice_at_once_is_called_for_once()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "cat");
        world.Tagger.OnCall = (_, _, token) => Task.Delay(TimeSpan.FromSeconds(1), world.Time, token);
        await Task.WhenAll(
            world.Pipeline.IndexAsync(world.Store, ["a.jpg"]),
            world.Pipeline.IndexAsync(world.Store, ["b.jpg"]),
            world.Pipeline.IndexAsync(world.Store, ["a.jpg"]),
            world.RunAsync()
        );
        Assert.Single(world.Tagger.Calls);
        Assert.Equal("cat", await world.TagsAsync("b.jpg"));
    }

    [Fact]
    public async Task Listings_are_taken_as_they_are()
    {
        await using var world = new World();
        for (var i = 0; i < 600; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i % 20}");
        }

        var listings = new List<ImageListing>();
        await foreach (var entry in world.Store.ListAsync(KeyRange.All))
        {
            listings.Add((ImageListing)entry);
        }

        var outcomes = await world.Pipeline.IndexAsync(world.Store, listings);
        Assert.All(outcomes, o => Assert.Equal(ImageOutcomeKind.Tagged, o.Kind));
        Assert.Equal(20, world.Tagger.Calls.Count);
        outcomes = await world.Pipeline.IndexAsync(world.Store, listings);
        Assert.All(outcomes, o => Assert.Equal(ImageOutcomeKind.Unchanged, o.Kind));
    }

    [Fact]
    public async Task Another_model_makes_named_and_listed_pictures_stale_when_asked()
    {
        await using var world = new World();
        world.Tagger.ModelVersion = "1";
        foreach (var key in (string[])["a.jpg", "b.jpg"])
        {
            world.Store.Put(key, key);
        }

        await world.RunAsync();
        world.Store.Put("new.jpg", "new");
        world.Tagger.ModelVersion = "2";
        await world.RunAsync();
        Assert.Equal(3, world.Tagger.Calls.Count);
        var retag = new RunOptions { RetagModel = true };
        Assert.Equal(ImageOutcomeKind.Unchanged, (await world.Pipeline.IndexAsync(world.Store, ["a.jpg"]))[0].Kind);
        Assert.Equal(ImageOutcomeKind.Tagged, (await world.Pipeline.IndexAsync(world.Store, ["a.jpg"], retag))[0].Kind);
        var listings = await world
            .Store.ListAsync(KeyRange.All, TestContext.Current.CancellationToken)
            .Select(e => (ImageListing)e)
            .ToListAsync(TestContext.Current.CancellationToken);
        var streamed = await world
            .Pipeline.IndexAsync(world.Store, listings.ToAsyncEnumerable(), retag)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("b.jpg", Assert.Single(streamed, o => o.Kind == ImageOutcomeKind.Tagged).Image.Key);
        Assert.Equal(5, world.Tagger.Calls.Count);
    }
}
