namespace ImageTagging.Tests.Running;

public class StaleTests
{
    [Fact]
    public async Task A_new_tagger_is_called_and_the_others_are_not()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        var second = new WordTagger("second", metered: false);
        world.Build(taggers: [world.Tagger, second]);
        var plan = await world.PlanAsync();
        Assert.Equal((1, 0, 1), (plan.Counts.Stale, plan.Taggers[0].Calls, plan.Taggers[1].Calls));
        await world.RunAsync();
        Assert.Equal((1, 1), (world.Tagger.Calls.Count, second.Calls.Count));
        Assert.Equal(["second", "words"], (await world.RecordAsync("a.jpg"))!.Taggers.Select(t => t.Name));
        Assert.Equal(1, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task A_new_vocabulary_projects_anew_and_calls_nothing()
    {
        await using var world = new World();
        for (var i = 0; i < 600; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"moggy thing{i}");
        }

        await world.RunAsync();
        var calls = world.Tagger.Calls.Count;
        var vocabulary = Vocabulary.From(new() { Rename = new Dictionary<string, string> { ["moggy"] = "cat" } });
        world.Build(b => b.UseVocabulary(vocabulary));
        var plan = await world.PlanAsync();
        Assert.Equal((600, 600, 0m), (plan.Counts.Stale, plan.Reprojected, plan.Counts.Cost));
        var report = await world.RunAsync();
        Assert.Equal((600, 600, 0), (report.Counts.Tagged, report.Counts.Reused, report.Counts.PaidCalls));
        Assert.Equal("cat thing7", await world.TagsAsync("007.jpg"));
        Assert.Equal(calls, world.Tagger.Calls.Count);
        Assert.Equal(600, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task Tags_from_before_names_were_folded_are_projected_anew_and_nothing_is_called()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "Straße");
        await world.RunAsync();
        var stored = (await world.RecordAsync("a.jpg"))!;
        var before = stored with { Tags = [new("straße", stored.Tags[0].Confidence)], Vocabulary = null };
        await world.Index.WriteAsync([RecordWrite.Replace(before, stored.Token!)]);
        var report = await world.RunAsync();
        Assert.Equal((1, 0, 1), (report.Counts.Tagged, report.Counts.PaidCalls, world.Tagger.Calls.Count));
        Assert.Equal("strasse", await world.TagsAsync("a.jpg"));
        Assert.Equal(1, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task A_detour_over_a_narrower_question_pays_nothing_and_its_tags_come_back()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        foreach (var (least, tags) in new[] { (95, ""), (80, "cat"), (95, ""), (50, "cat") })
        {
            world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", least, 0) };
            world.Build();
            Assert.Equal(
                (1, 1),
                (await world.PlanAsync()) is var plan ? ((int)plan.Counts.Stale, (int)plan.Reprojected) : default
            );
            Assert.Equal((1, 0), (await world.RunAsync()) is { Counts: var c } ? (c.Tagged, c.PaidCalls) : default);
            Assert.Equal(tags, await world.TagsAsync("a.jpg"));
            Assert.Equal(1, (await world.RunAsync()).Counts.Unchanged);
            Assert.Equal("cat", Assert.Single((await world.RecordAsync("a.jpg"))!.Taggers[0].Labels).Name);
        }

        // A copy that comes while the question is narrow is served by the wide answer, and keeps it.
        world.Tagger.Info = world.Tagger.Info with
        {
            Fingerprint = new("0a", 95, 0),
        };
        world.Build();
        world.Store.Put("copy.jpg", "cat");
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal("", await world.TagsAsync("copy.jpg"));
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", 50, 0) };
        world.Build();
        Assert.Equal((2, 0), (await world.RunAsync()) is { Counts: var last } ? (last.Tagged, last.PaidCalls) : default);
        Assert.Equal("cat", await world.TagsAsync("copy.jpg"));
        Assert.Single(world.Tagger.Calls);
    }

    [Fact]
    public async Task A_detour_over_fewer_labels_pays_nothing_where_the_answer_was_cut()
    {
        await using var world = new World();
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", 50, 1) };
        world.Build();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        Assert.True((await world.RecordAsync("a.jpg"))!.Taggers[0].IsCut);
        foreach (var (least, tags) in new[] { (80, "cat"), (95, ""), (50, "cat") })
        {
            world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", least, 1) };
            world.Build();
            Assert.Equal(0, (await world.PlanAsync()).Taggers[0].Calls);
            Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
            Assert.Equal(tags, await world.TagsAsync("a.jpg"));
        }

        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", 50, 2) };
        world.Build();
        Assert.Equal(1, (await world.RunAsync()).Counts.PaidCalls);
    }

    [Fact]
    public async Task A_narrower_question_is_answered_from_stored_labels_and_a_wider_one_is_called()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", 95, 0) };
        world.Build();
        Assert.Equal(0, (await world.PlanAsync()).Taggers[0].Calls);
        Assert.Equal((1, 0), (await world.RunAsync()) is { Counts: var narrow } ? (narrow.Tagged, narrow.PaidCalls) : default);
        Assert.Equal("", await world.TagsAsync("a.jpg"));

        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("0a", 20, 0) };
        world.Build();
        Assert.Equal(1, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal("cat", await world.TagsAsync("a.jpg"));
    }

    [Fact]
    public async Task Another_model_version_is_stale_only_when_asked()
    {
        await using var world = new World();
        world.Tagger.ModelVersion = "1";
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Tagger.ModelVersion = "2";
        world.Store.Put("c.jpg", "tree");
        Assert.Equal(2, (await world.RunAsync()).Counts.Unchanged);
        Assert.Equal(3, (await world.RunAsync()).Counts.Unchanged);

        var plan = await world.PlanAsync(new() { RetagModel = true });
        Assert.Equal((2, 1), (plan.Counts.Stale, plan.Counts.Unchanged));
        Assert.Equal(2, (await world.RunAsync(new() { RetagModel = true })).Counts.PaidCalls);
        Assert.Equal(3, (await world.RunAsync(new() { RetagModel = true })).Counts.Unchanged);
    }

    [Fact]
    public async Task A_free_tagger_and_a_paid_one_read_a_picture_once()
    {
        await using var world = new World();
        var free = new WordTagger("free", metered: false);
        world.Build(taggers: [free, world.Tagger]);
        world.Store.TellsContents = false;
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "cat");
        var report = await world.RunAsync();
        Assert.Equal((1, 2), (report.Counts.PaidCalls, report.Counts.Tagged));
        Assert.Equal((1, 1), (free.Calls.Count, world.Tagger.Calls.Count));
        Assert.Equal(2, world.Store.Opened);
    }
}
