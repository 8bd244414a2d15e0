using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Running;

public class ReuseTests
{
    [Fact]
    public async Task Equal_pictures_that_all_are_refused_are_called_once_each_and_the_run_ends()
    {
        await using var world = new World();
        world.Tagger.HandsOver = key => key.EndsWith(".jpg", StringComparison.Ordinal);
        foreach (var key in (string[])["a.webp", "c.jpg", "e.webp", "g.jpg", "i.webp"])
        {
            world.Store.Put(key, "bad");
        }

        for (var i = 0; i < 1_200; i++)
        {
            world.Store.Put($"b{i:0000}.jpg", $"b{i}");
            world.Store.Put($"d{i:0000}.jpg", $"d{i}");
        }

        world.Tagger.OnCall = (_, shows, _) =>
            shows == "bad"
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" }
                : Task.CompletedTask;
        var report = await world.Pipeline.RunAsync().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal((2_400, 5), (report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal(5, world.Tagger.Calls.Count(c => c.Shows == "bad"));
    }

    [Fact]
    public async Task An_answer_whose_mistake_does_harm_serves_others_by_a_strong_hash_only()
    {
        await using var world = new World();
        var moderation = new WordTagger("moderation", byReference: true);
        moderation.Info = moderation.Info with { NeedsStrongHash = true };
        var labels = new WordTagger("labels", byReference: true);
        world.Build(taggers: [labels, moderation]);
        world.Store.Put("a.jpg", "harmless");
        await world.RunAsync();
        // The listing tells MD5 and ETag only, which a file made for it shares.
        world.Store.Put("forged.jpg", "harmless");
        Assert.Equal([1, 2], (await world.PlanAsync()).Taggers.Zip([1L, 2L], (t, n) => t.Calls == n - 1 ? n : -1));
        await world.RunAsync();
        Assert.Equal((1, 2), (labels.Calls.Count, moderation.Calls.Count));

        // Bytes that are read and hashed by SHA-256 serve.
        world.Store.Put("copy.jpg", "harmless");
        await world.RunAsync(new() { ResolveContents = true });
        Assert.Single(labels.Calls);
        var reads = new WordTagger("moderation") { Info = moderation.Info };
        world.Build(taggers: [labels, reads]);
        world.Store.Put("second.jpg", "harmless");
        await world.RunAsync();
        Assert.Empty(reads.Calls);
    }

    public static TheoryData<bool, bool> Kinds =>
        new()
        {
            { true, false },
            { true, true },
            { false, false },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_shift_by_one_a_swap_a_rename_and_a_copy_pay_nothing(bool tellsContents, bool byReference)
    {
        await using var world = new World();
        var tagger = new WordTagger(byReference: byReference);
        world.Store.TellsContents = tellsContents;
        world.Build(taggers: [tagger]);
        const int count = 60;
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        await world.RunAsync();
        Assert.Equal(count, tagger.Calls.Count);

        // Every picture moves on by one place, and a new one comes first.
        for (var i = count - 1; i >= 0; i--)
        {
            world.Store.Put($"{i + 1:000}.jpg", world.Store[$"{i:000}.jpg"]);
        }

        world.Store.Put("000.jpg", "newcomer");
        var shifted = await world.RunAsync();
        Assert.Equal((1, count), (shifted.Counts.PaidCalls, shifted.Counts.Reused));
        Assert.Equal("thing41", await world.TagsAsync("042.jpg"));

        // Back again: each record's former content serves.
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        world.Store.Remove($"{count:000}.jpg");
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);

        var (one, other) = (world.Store["003.jpg"], world.Store["031.jpg"]);
        world.Store.Put("003.jpg", other);
        world.Store.Put("031.jpg", one);
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal("thing31", await world.TagsAsync("003.jpg"));

        world.Store.Rename("010.jpg", "zzz/renamed.jpg");
        world.Store.Put("copy.jpg", "thing20");
        var moved = await world.RunAsync();
        Assert.Equal((0, 1, 1, 2), (moved.Counts.PaidCalls, moved.Counts.Moved, moved.Counts.Gone, moved.Counts.New));
        Assert.Equal("thing10", await world.TagsAsync("zzz/renamed.jpg"));
        Assert.Equal("thing20", await world.TagsAsync("copy.jpg"));
    }

    [Fact]
    public async Task Corrections_follow_the_content_where_it_is_known_and_else_stay_marked_with_the_key()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        await CorrectAsync(world, "a.jpg", "mine");

        world.Store.Put("a.jpg", "dog");
        world.Store.Put("b.jpg", "cat");
        await world.RunAsync();
        Assert.Equal("dog", await world.TagsAsync("a.jpg"));
        Assert.Equal("cat mine", await world.TagsAsync("b.jpg"));

        world.Store.Put("b.jpg", "fish");
        await world.RunAsync();
        var record = (await world.RecordAsync("b.jpg"))!;
        Assert.Equal("fish mine", await world.TagsAsync("b.jpg"));
        Assert.True(Assert.Single(record.Edits).IsForEarlierVersion);

        world.Store.Rename("b.jpg", "c.jpg");
        await world.RunAsync();
        Assert.Equal("fish mine", await world.TagsAsync("c.jpg"));
    }

    [Fact]
    public async Task A_moved_hundred_is_no_removal_for_the_guard()
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"old/{i:000}.jpg", $"thing{i}");
        }

        await world.RunAsync();
        foreach (var key in world.Store.Keys)
        {
            world.Store.Rename(key, "new" + key[3..]);
        }

        var plan = await world.PlanAsync();
        Assert.Equal((300, 300, 300, 0), (plan.Counts.New, plan.Counts.Moved, plan.Counts.Gone, plan.Taggers[0].Calls));
        Assert.Empty(plan.Notes);
        var report = await world.RunAsync();
        Assert.Equal((300, 300, 0), (report.Counts.Moved, report.Counts.Gone, report.Counts.PaidCalls));
    }

    [Fact]
    public async Task Bytes_under_another_version_are_known_again_once_they_are_read()
    {
        await using var world = new World();
        world.Store.TellsContents = false;
        world.Store.Put("a.jpg", "cat");
        await world.RunAsync();
        world.Store.Put("a.jpg", "cat");
        var touched = await world.RunAsync();
        Assert.Equal((1, 0), (touched.Counts.Changed, touched.Counts.PaidCalls));
        Assert.Equal(1, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task What_is_tagged_by_reference_is_read_only_to_resolve_contents()
    {
        await using var world = new World();
        world.Store.TellsContents = false;
        var tagger = new ReferenceTagger();
        world.Build(taggers: [tagger]);
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "cat");
        var plan = await world.PlanAsync();
        Assert.Equal((2, 2), (plan.UnknownContents, plan.Taggers[0].Calls));
        Assert.Equal(1, (await world.PlanAsync(new() { ResolveContents = true })).Taggers[0].Calls);
        Assert.Equal(2, world.Store.Opened);
        var report = await world.RunAsync(new() { ResolveContents = true });
        Assert.Equal((1, 1), (report.Counts.PaidCalls, report.Counts.Reused));
        Assert.Equal(4, world.Store.Opened);

        world.Store.Put("c.jpg", "cat");
        Assert.Equal(1, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal(4, world.Store.Opened);
    }

    internal static async Task CorrectAsync(World world, string key, string tag)
    {
        var record = (await world.RecordAsync(key))!;
        var edited = record with
        {
            Edits =
            [
                .. record.Edits,
                new()
                {
                    Tag = tag,
                    IsAdded = true,
                    By = "me",
                    At = world.Time.GetUtcNow(),
                    Batch = "b",
                },
            ],
        };
        edited = RecordProjector.Project(edited, Vocabulary.Empty);
        var results = await world.Index.WriteAsync([RecordWrite.Replace(edited, record.Token!)]);
        Assert.Equal(WriteOutcome.Written, results[0].Outcome);
    }

    private sealed class ReferenceTagger : ITagger
    {
        public TaggerInfo Info { get; } =
            new()
            {
                Name = "reference",
                Fingerprint = new("0b", 50, 0),
                IsMetered = true,
            };

        public bool ReadsBytes(ImageToTag image) => false;

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
            new(new TaggerResult { Labels = [new() { Name = "seen", Confidence = 80 }] });
    }
}
