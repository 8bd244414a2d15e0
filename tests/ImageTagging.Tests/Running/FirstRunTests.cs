namespace ImageTagging.Tests.Running;

public class FirstRunTests
{
    [Fact]
    public async Task A_first_run_tags_everything_and_a_second_one_nothing()
    {
        await using var world = new World();
        for (var i = 0; i < 700; i++)
        {
            world.Store.Put($"a/{i:0000}.jpg", $"cat {i % 500}");
        }

        var plan = await world.PlanAsync();
        Assert.Equal(700, plan.Counts.New);
        Assert.Equal(500, plan.Taggers[0].Calls);
        Assert.Equal(0.5m, plan.Counts.Cost);

        var first = await world.RunAsync();
        Assert.Equal(RunEnd.Completed, first.End);
        Assert.Equal(700, first.Counts.Tagged);
        Assert.Equal(200, first.Counts.Reused);
        Assert.Equal(500, first.Counts.PaidCalls);
        Assert.Equal(0.5m, first.Counts.Cost);
        Assert.Equal(500, world.Tagger.Calls.Count);
        Assert.Equal("3 cat", await world.TagsAsync("a/0503.jpg"));

        var opened = world.Store.Opened;
        var second = await world.RunAsync();
        Assert.Equal(700, second.Counts.Unchanged);
        Assert.Equal(0, second.Counts.PaidCalls);
        Assert.Equal(opened, world.Store.Opened);
    }

    [Fact]
    public async Task A_picture_that_changed_is_tagged_again_and_one_that_went_is_marked_then_purged()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        world.Store.Put("c.jpg", "tree");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Store.Put("a.jpg", "bird");
        world.Store.Remove("b.jpg");

        var report = await world.RunAsync();
        Assert.Equal((1, 1, 1), (report.Counts.Changed, report.Counts.Gone, report.Counts.Unchanged));
        Assert.Equal("bird", await world.TagsAsync("a.jpg"));
        Assert.Equal(ImageStatus.Gone, (await world.RecordAsync("b.jpg"))!.Status);

        world.Time.Advance(TimeSpan.FromDays(8));
        var later = await world.RunAsync();
        Assert.Equal(1, later.Counts.Purged);
        Assert.Null(await world.RecordAsync("b.jpg"));
    }
}
