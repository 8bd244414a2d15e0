using ImageTagging.Tests.Correcting;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Failures;

public sealed class FailedImagesTests
{
    [Fact]
    public async Task A_picture_on_the_poison_list_is_due_when_someone_asks_and_back_on_it_when_it_fails_again()
    {
        await using var world = await BrokenAsync("a.jpg");
        var failed = new FailedImages(world.Index, world.Time);
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);

        Assert.Equal(1, (await failed.RetryAsync([Name(world, "a.jpg")])).Changed);
        Assert.Equal(1, (await world.RunAsync()).Counts.Due);
        var again = (await world.RecordAsync("a.jpg"))!.Taggers[0].Failure!;
        Assert.Equal((2, null), (again.Attempts, again.DueAt));
        Assert.Equal(1, (await world.RunAsync()).Counts.Waiting);

        world.Tagger.OnCall = null;
        await failed.RetryAsync(query: null);
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
        Assert.Empty(await KeysAsync(failed));
    }

    [Fact]
    public async Task What_is_due_already_or_never_failed_is_not_written()
    {
        await using var world = await BrokenAsync("a.jpg");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        var index = new InterferingIndex(world.Index);
        var failed = new FailedImages(index, world.Time);
        ImageName[] both = [Name(world, "a.jpg"), Name(world, "b.jpg")];
        var first = await failed.RetryAsync(both);
        var second = await failed.RetryAsync(both);
        Assert.Equal((1, 1, 0, 2), (first.Changed, first.Unchanged, second.Changed, second.Unchanged));
        Assert.Equal(1, index.Writes);
        Assert.Equal([new(world.Store.Name, "none")], (await failed.RetryAsync([new(world.Store.Name, "none")])).Missing);
    }

    [Fact]
    public async Task A_forgotten_failure_is_a_new_start()
    {
        await using var world = await BrokenAsync("a.jpg");
        var failed = new FailedImages(world.Index, world.Time);
        Assert.Equal(["a.jpg"], await KeysAsync(failed));
        Assert.Equal(1, (await failed.ForgetAsync(query: null)).Changed);
        Assert.Empty(await KeysAsync(failed));
        Assert.Equal(ImageStatus.Pending, (await world.RecordAsync("a.jpg"))!.Status);

        var plan = await world.PlanAsync();
        Assert.Equal((1, 1), (plan.Counts.Stale, plan.Taggers[0].Calls));
        Assert.Equal(1, (await world.RunAsync()).Counts.Failed);
        Assert.Equal(1, (await world.RecordAsync("a.jpg"))!.Taggers[0].Failure!.Attempts);
    }

    [Fact]
    public async Task Former_labels_and_peoples_corrections_stay()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        await new TagCurator(world.Index, timeProvider: world.Time).CorrectAsync(
            [Name(world, "a.jpg")],
            new() { Add = ["mine"], By = "ann" }
        );
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0c", 50, 0) };
        Break(world);
        world.Build();
        await world.RunAsync();
        Assert.Equal(ImageStatus.Stale, (await world.RecordAsync("a.jpg"))!.Status);

        var failed = new FailedImages(world.Index, world.Time);
        await failed.RetryAsync(query: null);
        Assert.Equal("cat mine", await world.TagsAsync("a.jpg"));
        await failed.ForgetAsync(query: null);
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal((ImageStatus.Tagged, "cat mine"), (record.Status, await world.TagsAsync("a.jpg")));
        Assert.Equal("mine", Assert.Single(record.Edits).Tag);

        // Its labels still answer another question, so the next run asks again.
        world.Tagger.OnCall = null;
        Assert.Equal(1, (await world.RunAsync()).Counts.Tagged);
    }

    [Fact]
    public async Task A_query_narrows_what_is_listed_retried_and_forgotten()
    {
        await using var world = await BrokenAsync("2024/a.jpg", "2025/b.jpg", "2025/c.jpg");
        var failed = new FailedImages(world.Index, world.Time);
        var query = TagQueryParser.Parse("key:2025/*");
        Assert.Equal(["2025/b.jpg", "2025/c.jpg"], await KeysAsync(failed, query));
        Assert.Equal(2, (await failed.RetryAsync(query)).Changed);
        var counts = (await world.RunAsync()).Counts;
        Assert.Equal((2, 1), (counts.Due, counts.Waiting));
        Assert.Equal(2, (await failed.ForgetAsync(query)).Changed);
        Assert.Equal(["2024/a.jpg"], await KeysAsync(failed));
    }

    [Fact]
    public async Task Somebody_elses_change_meanwhile_is_kept()
    {
        await using var world = await BrokenAsync("a.jpg");
        var index = new InterferingIndex(world.Index);
        index.BeforeWrite = async _ =>
        {
            index.BeforeWrite = null;
            await new TagCurator(world.Index, timeProvider: world.Time).CorrectAsync(
                [Name(world, "a.jpg")],
                new() { Add = ["mine"], By = "ann" }
            );
        };
        Assert.Equal(1, (await new FailedImages(index, world.Time).RetryAsync(query: null)).Changed);
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal("mine", await world.TagsAsync("a.jpg"));
        Assert.True(record.DueAt <= world.Time.GetUtcNow());
    }

    private static async Task<World> BrokenAsync(params string[] keys)
    {
        var world = new World();
        foreach (var key in keys)
        {
            world.Store.Put(key, key);
        }

        Break(world);
        await world.RunAsync();
        return world;
    }

    private static void Break(World world) =>
        world.Tagger.OnCall = (_, shows, _) =>
            shows == "dog"
                ? Task.CompletedTask
                : throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" };

    private static ImageName Name(World world, string key) => new(world.Store.Name, key);

    private static async Task<List<string>> KeysAsync(FailedImages failed, TagQuery? query = null)
    {
        List<string> keys = [];
        await foreach (var record in failed.ListAsync(query))
        {
            keys.Add(record.Key);
        }

        return keys;
    }
}
