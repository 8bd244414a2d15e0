namespace ImageTagging.Tests.Running;

public class NamedImagesTests
{
    [Fact]
    public async Task What_lies_outside_of_the_sources_scope_is_neither_tagged_nor_marked()
    {
        await using var world = new World();
        world.Store.Put("2023/a.jpg", "cat");
        world.Store.Put("2024/b.jpg", "dog");
        await world.RunAsync();
        world.Store.Put("2023/new.jpg", "bird");
        var listings = await world
            .Store.ListAsync(KeyRange.All, TestContext.Current.CancellationToken)
            .Select(e => (ImageListing)e)
            .ToListAsync(TestContext.Current.CancellationToken);
        world.Store.Scope = new() { Range = KeyRange.WithPrefix("2024/") };
        string[] keys = ["2023/a.jpg", "2023/new.jpg", "2024/b.jpg", "2024/never.jpg"];
        var named = await world.Pipeline.IndexAsync(world.Store, keys);
        Assert.Equal(
            [ImageOutcomeKind.Skipped, ImageOutcomeKind.Skipped, ImageOutcomeKind.Unchanged, ImageOutcomeKind.Gone],
            named.Select(o => o.Kind)
        );
        Assert.All(named.Take(2), o => Assert.Equal("OutOfScope", o.Reason?.Code));
        var listed = await world.Pipeline.IndexAsync(world.Store, listings);
        Assert.Equal(
            [ImageOutcomeKind.Skipped, ImageOutcomeKind.Skipped, ImageOutcomeKind.Unchanged],
            listed.Select(o => o.Kind)
        );
        var streamed = await world
            .Pipeline.IndexAsync(world.Store, listings.ToAsyncEnumerable())
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, streamed.Count(o => o is { Kind: ImageOutcomeKind.Skipped, Reason.Code: "OutOfScope" }));
        Assert.Equal(2, world.Tagger.Calls.Count);
        Assert.Null((await world.RecordAsync("2023/a.jpg"))!.GoneAt);
        Assert.Null(await world.RecordAsync("2023/new.jpg"));
    }

    [Theory]
    [InlineData("Caf\u00E9.jpg", "Cafe\u0301.jpg")]
    [InlineData("Cafe\u0301.jpg", "Caf\u00E9.jpg")]
    [InlineData("\u30CF\u3099/\u00E9.jpg", "\u30D0/e\u0301.jpg")]
    public async Task A_key_is_named_in_either_form_and_told_as_the_source_writes_it(string written, string typed)
    {
        await using var world = new World();
        world.Store.Put(written, "cat");
        world.Store.Put("b.jpg", "dog");
        var first = await world.Pipeline.IndexAsync(world.Store, [typed, "b.jpg"]);
        Assert.Equal([written, "b.jpg"], first.Select(o => o.Image.Key));
        Assert.All(first, o => Assert.Equal(ImageOutcomeKind.Tagged, o.Kind));
        Assert.Equal(ImageOutcomeKind.Unchanged, (await world.Pipeline.IndexAsync(world.Store, [typed]))[0].Kind);
        Assert.Equal(2, world.Tagger.Calls.Count);

        // Both forms may be there; each is then its own.
        world.Store.Put(typed, "bird");
        var both = await world.Pipeline.IndexAsync(world.Store, [typed, written]);
        Assert.Equal([typed, written], both.Select(o => o.Image.Key));
        Assert.Equal([ImageOutcomeKind.Tagged, ImageOutcomeKind.Unchanged], both.Select(o => o.Kind));

        // What is named as it was indexed is gone, whatever else is there; what is not, is the one that is gone.
        world.Store.Remove(typed);
        Assert.Equal(
            (typed, ImageOutcomeKind.Gone),
            (await world.Pipeline.IndexAsync(world.Store, [typed]))[0] is var gone ? (gone.Image.Key, gone.Kind) : default
        );
        Assert.Null((await world.RecordAsync(written))!.GoneAt);
    }
}
