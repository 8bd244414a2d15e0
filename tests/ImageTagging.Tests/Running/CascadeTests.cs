namespace ImageTagging.Tests.Running;

public class CascadeTests
{
    [Fact]
    public async Task A_paid_tagger_is_called_only_where_the_free_labels_say_so_and_the_plan_says_it_before()
    {
        await using var world = NewWorld(out var free);
        world.Store["a.jpg"] = "dog";
        world.Store["b.jpg"] = "person dog";
        world.Store["c.jpg"] = "";
        var before = (await world.PlanAsync()).Taggers[1];
        Assert.Equal((3, 3, 0), (before.Calls, before.Undecided, before.PassedOver));
        var report = await world.RunAsync();
        Assert.Equal(3, free.Calls.Count);
        Assert.Equal(["b.jpg", "c.jpg"], world.Tagger.Calls.Select(c => c.Key).Order());
        Assert.Equal(
            (RunEnd.Completed, 3, 0, 1),
            (report.End, report.Counts.Tagged, report.Counts.Failed, report.Taggers[1].PassedOver)
        );
        var passed = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal(ImageStatus.Tagged, passed.Status);
        Assert.Equal("person OR untagged", passed.Taggers[1].PassedOver);
        Assert.False(passed.Taggers[1].HasAnswer);
        await AssertNothingChangesAsync(world, free);
    }

    [Fact]
    public async Task With_the_free_labels_there_the_plan_is_exact_and_the_paid_run_needs_no_free_tagger()
    {
        await using var world = new World();
        var free = new WordTagger("free", metered: false);
        world.Build(taggers: [free]);
        for (var i = 0; i < 300; i++)
        {
            world.Store[$"{i:000}.jpg"] = i % 3 == 0 ? $"person thing{i}" : $"thing{i}";
        }

        await world.RunAsync();
        world.Build(OnlyWhere, taggers: [world.Tagger]);
        var plan = await world.PlanAsync();
        Assert.Equal((100, 0, 200), (plan.Taggers[0].Calls, plan.Taggers[0].Undecided, plan.Taggers[0].PassedOver));
        Assert.Equal(0.1m, plan.Counts.Cost);
        var opened = world.Store.Opened;
        var report = await world.RunAsync();
        Assert.Equal((100, 200), (report.Taggers[0].Calls, report.Taggers[0].PassedOver));
        Assert.Equal(100, world.Store.Opened - opened);
        await AssertNothingChangesAsync(world, free);
    }

    [Fact]
    public async Task Another_condition_another_label_and_a_correction_decide_anew()
    {
        await using var world = NewWorld(out var free);
        world.Store["a.jpg"] = "dog";
        world.Store["b.jpg"] = "cat";
        world.Store["c.jpg"] = "cow";
        await world.RunAsync();
        Assert.Empty(world.Tagger.Calls);

        await new TagCurator(world.Index).CorrectAsync(
            [new(world.Store.Name, "a.jpg")],
            new() { Add = ["person"], By = "Ada" },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, (await world.PlanAsync()).Taggers[1].Calls);
        await world.RunAsync();
        Assert.Equal(["a.jpg"], world.Tagger.Calls.Select(c => c.Key));

        world.Build(
            b => b.ConfigureCalls("words", new() { OnlyWhere = TagQueryParser.Parse("cat") }),
            taggers: [free, world.Tagger]
        );
        await world.RunAsync();
        Assert.Equal(["a.jpg", "b.jpg"], world.Tagger.Calls.Select(c => c.Key));

        world.Build(taggers: [free, world.Tagger]);
        await world.RunAsync();
        Assert.Equal(["a.jpg", "b.jpg", "c.jpg"], world.Tagger.Calls.Select(c => c.Key));
        await AssertNothingChangesAsync(world, free);
    }

    [Fact]
    public async Task What_a_condition_keeps_from_a_tagger_waits_for_a_free_one_that_failed_for_now()
    {
        await using var world = NewWorld(out var free);
        world.Store["a.jpg"] = "person";
        world.Store["b.jpg"] = "broken";
        free.OnCall = (key, _, _) =>
            throw new ImageTaggingException("No.")
            {
                Kind = key == "a.jpg" ? FailureKind.Transient : FailureKind.Refused,
                Code = "No",
            };
        var report = await world.RunAsync();
        // Whom the free tagger refuses for good has no tags, which the condition names.
        Assert.Equal(["b.jpg"], world.Tagger.Calls.Select(c => c.Key));
        Assert.Equal(2, report.Counts.Failed);
        var again = await world.RunAsync();
        Assert.Equal((0, 1), (again.Counts.Stale, again.Counts.Waiting - 1));

        free.OnCall = null;
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();
        Assert.Equal(["a.jpg", "b.jpg"], world.Tagger.Calls.Select(c => c.Key).Order());
    }

    [Fact]
    public async Task A_budget_that_ends_leaves_what_the_condition_allows_and_the_next_run_asks_for_it()
    {
        await using var world = NewWorld(out var free, b => b.UseBudget(Budget.OfCalls(1)));
        world.Store["a.jpg"] = "person one";
        world.Store["b.jpg"] = "person two";
        world.Store["c.jpg"] = "dog";
        var report = await world.RunAsync();
        Assert.Equal((1, 2, 1), (report.Counts.Left, report.Counts.Tagged, report.Taggers[1].PassedOver));
        await world.RunAsync();
        Assert.Equal(2, world.Tagger.Calls.Count);
        await AssertNothingChangesAsync(world, free);
    }

    private static async Task AssertNothingChangesAsync(World world, WordTagger free)
    {
        var calls = (free.Calls.Count, world.Tagger.Calls.Count);
        var report = await world.RunAsync();
        Assert.Equal((0, 0, 0), (report.Counts.Stale, report.Counts.Tagged, report.Counts.New));
        Assert.Equal(calls, (free.Calls.Count, world.Tagger.Calls.Count));
    }

    private static World NewWorld(out WordTagger free, Action<ImageTaggingPipelineBuilder>? more = null)
    {
        var world = new World();
        free = new("free", metered: false);
        world.Build(
            b =>
            {
                OnlyWhere(b);
                more?.Invoke(b);
            },
            taggers: [free, world.Tagger]
        );
        return world;
    }

    private static void OnlyWhere(ImageTaggingPipelineBuilder builder) =>
        builder.ConfigureCalls("words", new() { OnlyWhere = TagQueryParser.Parse("person OR untagged") });
}
