using ImageTagging.Tests.Running;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Writing;

public class ConflictTests
{
    [Fact]
    public async Task A_narrow_answer_does_not_take_the_place_of_a_wide_one_that_came_meanwhile()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        var (wide, narrow) = (world.Pipeline, new WordTagger());
        narrow.Info = narrow.Info with { Fingerprint = new("0a", 80, 0) };
        narrow.OnCall = (_, _, token) => wide.IndexAsync(world.Store, ["a.jpg"], cancellationToken: token);
        world.Build(taggers: [narrow]);
        Assert.Equal(1, (await world.RunAsync()).Counts.PaidCalls);

        world.Build();
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal("cat", await world.TagsAsync("a.jpg"));
    }

    [Fact]
    public async Task A_correction_made_during_the_write_is_kept_and_so_are_the_new_labels()
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        await world.RunAsync();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"other{i}");
        }

        var index = new FaultyIndex(world.Index) { BeforeWrite = writes => CorrectAsync(world, writes, "mine") };
        world.Build(index: index);
        var report = await world.RunAsync();
        Assert.Equal(300, report.Counts.Tagged);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal($"mine other{i}", await world.TagsAsync($"{i:000}.jpg"));
        }
    }

    [Fact]
    public async Task A_gone_mark_and_a_correction_do_not_lose_each_other()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Store.Remove("a.jpg");
        var index = new FaultyIndex(world.Index) { BeforeWrite = writes => CorrectAsync(world, writes, "mine") };
        world.Build(index: index);
        Assert.Equal(1, (await world.RunAsync()).Counts.Gone);
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.NotNull(record.GoneAt);
        Assert.Equal("mine", Assert.Single(record.Edits).Tag);
    }

    [Fact]
    public async Task What_somebody_listed_later_is_neither_overwritten_nor_marked()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        world.Store.Put("c.jpg", "tree");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Store.Put("a.jpg", "older");
        world.Store.Remove("b.jpg");
        var others = ImageTaggingPipeline
            .CreateBuilder()
            .From(world.Store)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await using var _ = others;
        var done = new HashSet<string>(StringComparer.Ordinal);
        var index = new FaultyIndex(world.Index)
        {
            BeforeWrite = async writes =>
            {
                foreach (var key in writes.Select(w => w.Name.Key).Where(done.Add))
                {
                    world.Time.Advance(TimeSpan.FromSeconds(5));
                    world.Store.Put(key, "newer");
                    await others.IndexAsync(world.Store, [key]);
                }
            },
        };
        world.Build(index: index);
        var report = await world.RunAsync();
        Assert.Equal(0, report.Counts.Gone);
        // What was paid for the older picture is in no record, and the report says so.
        Assert.Equal((1, 1, 0.001m), (report.Counts.PaidCalls, report.Counts.Unsaved, report.Counts.UnsavedCost));
        Assert.Equal("newer", await world.TagsAsync("a.jpg"));
        Assert.Equal("newer", await world.TagsAsync("b.jpg"));
        Assert.Equal(3, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_harmless()
    {
        await using var world = new World();
        for (var i = 0; i < 200; i++)
        {
            world.Store.Put($"{i:000}.jpg", i % 50 == 3 ? "bad" : $"thing{i}");
        }

        world.Tagger.OnCall = (_, shows, _) =>
            shows == "bad"
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Transient, Code = "No" }
                : Task.CompletedTask;
        var lost = 0;
        var index = new FaultyIndex(world.Index)
        {
            OnAnswer = () =>
            {
                if (++lost % 2 == 1)
                {
                    throw new ImageTaggingException("Reset.") { Kind = FailureKind.Transient, Code = "Reset" };
                }
            },
        };
        world.Build(b => b.ConfigureCalls("words", new() { MaxAttempts = 1 }), index);
        var report = await world.RunAsync();
        Assert.Equal((196, 4), (report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal(1, (await world.RecordAsync("003.jpg"))!.Taggers[0].Failure!.Attempts);
        Assert.True(lost >= 2);
        Assert.Equal(196, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task An_index_that_is_away_for_half_a_minute_costs_nothing_but_time()
    {
        await using var world = new World();
        for (var i = 0; i < 600; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        var started = world.Time.GetTimestamp();
        var down = false;
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = _ =>
            {
                if (down && world.Time.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
                {
                    throw new ImageTaggingException("Connection refused.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
            OnWritten = _ => (down, started) = down ? (down, started) : (true, world.Time.GetTimestamp()),
        };
        world.Build(index: index);
        var report = await world.RunAsync();
        Assert.Equal((600, 0), (report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal(600, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task An_index_that_refuses_everything_stops_the_run_with_its_own_sentence()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = what =>
            {
                if (what == "write")
                {
                    throw new ImageTaggingException("The disk is full.") { Code = "DiskFull" };
                }
            },
        };
        world.Build(index: index);
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync())).Code);
    }

    private static async Task CorrectAsync(World world, IReadOnlyList<RecordWrite> writes, string tag)
    {
        var records = await world.Index.GetManyAsync([.. writes.Select(w => w.Name)]);
        foreach (var record in records.OfType<ImageRecord>().Where(r => r.Edits.Count == 0))
        {
            var edit = new Correction
            {
                Tag = tag,
                IsAdded = true,
                By = "me",
                At = world.Time.GetUtcNow(),
                Batch = "b",
            };
            var edited = RecordProjector.Project(record with { Edits = [edit] }, Vocabulary.Empty);
            await world.Index.WriteAsync([RecordWrite.Replace(edited, record.Token!)]);
        }
    }
}
