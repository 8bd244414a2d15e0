using ImageTagging.Planning;

namespace ImageTagging.Tests.Running;

public class RemovalsTests
{
    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(1, 1, true)]
    [InlineData(900, 91, false)]
    [InlineData(900, 100, false)]
    [InlineData(1100, 101, false)]
    [InlineData(1000, 101, true)]
    public async Task The_guard_holds_what_looks_like_an_accident(int present, int removed, bool isHeld)
    {
        await using var world = new World();
        Fill(world, present);
        await world.RunAsync();
        foreach (var key in world.Store.Keys.Take(removed))
        {
            world.Store.Remove(key);
        }

        world.Store.Put("zz.jpg", "new");
        if (removed == present)
        {
            world.Store.Remove("zz.jpg");
        }

        if (!isHeld)
        {
            Assert.Equal(removed, (await world.RunAsync()).Counts.Gone);
            return;
        }

        Assert.Contains("RunOptions.AllowRemovals", Assert.Single((await world.PlanAsync()).Notes), StringComparison.Ordinal);
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.GuardHeld, "GuardHeld"), (report.End, report.Fault?.Code));
        Assert.Contains("AllowRemovals", report.Fault!.Message, StringComparison.Ordinal);
        Assert.Contains(report.Fault.Message, report.Notes);
        Assert.All(await AllAsync(world), r => Assert.Null(r.GoneAt));
        Assert.Equal(removed < present ? "new" : "", await world.TagsAsync("zz.jpg"));

        Assert.Equal(removed, (await world.RunAsync(new() { AllowRemovals = true })).Counts.Gone);
    }

    [Fact]
    public async Task One_picture_that_appears_is_where_one_went_and_not_all_of_its_copies()
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"old/{i:000}.jpg", "blank");
        }

        await world.RunAsync();
        foreach (var key in world.Store.Keys.Take(150))
        {
            world.Store.Remove(key);
        }

        world.Store.Put("new.jpg", "blank");
        Assert.Contains("149 of 300", Assert.Single((await world.PlanAsync()).Notes), StringComparison.Ordinal);
        Assert.Equal(RunEnd.GuardHeld, (await world.RunAsync()).End);
        Assert.All(await AllAsync(world), r => Assert.Null(r.GoneAt));
    }

    [Fact]
    public async Task A_listing_that_looks_like_an_accident_purges_nothing()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Store.Remove("b.jpg");
        await world.RunAsync();

        world.Time.JumpWallClock(TimeSpan.FromDays(8));
        world.Store.Clear();
        Assert.Equal((RunEnd.GuardHeld, 0), (await world.RunAsync() is var held ? held.End : default, held.Counts.Purged));

        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
    }

    [Fact]
    public async Task What_was_marked_by_a_clock_that_was_behind_is_not_purged_at_once()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Store.Remove("b.jpg");
        world.Time.JumpWallClock(TimeSpan.FromDays(-20));
        Assert.Equal(1, (await world.RunAsync()).Counts.Gone);

        world.Time.JumpWallClock(TimeSpan.FromDays(20));
        Assert.Equal(0, (await world.RunAsync()).Counts.Purged);
        world.Time.JumpWallClock(TimeSpan.FromDays(8));
        Assert.Equal(1, (await world.RunAsync()).Counts.Purged);
    }

    [Fact]
    public void Over_a_thousand_and_a_hundredth_is_held_too()
    {
        Assert.NotNull(RemovalGuard.Objection("s", 98_999, 100_000, 1_001));
        Assert.Null(RemovalGuard.Objection("s", 99_000, 100_000, 1_000));
        Assert.Null(RemovalGuard.Objection("s", 198_999, 200_000, 1_001));
    }

    [Fact]
    public async Task What_comes_back_is_shown_though_its_labels_no_longer_serve_and_no_budget_is_left()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Store.Remove("b.jpg");
        await world.RunAsync();
        Assert.NotNull((await world.RecordAsync("b.jpg"))!.GoneAt);

        world.Store.Put("b.jpg", "dog");
        world.Tagger.Info = world.Tagger.Info with { Fingerprint = new("other", 50, 0) };
        world.Build(b => b.UseBudget(Budget.OfCalls(0)));
        Assert.Equal(2, (await world.RunAsync()).Counts.Left);
        Assert.Null((await world.RecordAsync("b.jpg"))!.GoneAt);
        Assert.Equal("dog", await world.TagsAsync("b.jpg"));

        world.Build();
        Assert.Equal(2, (await world.RunAsync()).Counts.Tagged);
        Assert.Equal(4, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task Nothing_under_a_gap_is_removed()
    {
        await using var world = new World();
        world.Store.Put("a/1.jpg", "cat");
        world.Store.Put("a/2.jpg", "dog");
        world.Store.Put("b/1.jpg", "tree");
        world.Store.Put("c.jpg", "sun");
        await world.RunAsync();
        world.Store.Unlisted.Add("a/");
        world.Store.Remove("b/1.jpg");
        var report = await world.RunAsync();
        Assert.Equal((1, 1), (report.Counts.Gone, report.Counts.Gaps));
        Assert.Equal("a/", Assert.Single(report.Gaps).Prefix);
        Assert.Null((await world.RecordAsync("a/1.jpg"))!.GoneAt);
        Assert.NotNull((await world.RecordAsync("b/1.jpg"))!.GoneAt);
    }

    [Fact]
    public async Task A_run_over_a_part_of_the_keys_marks_only_there()
    {
        await using var world = new World();
        foreach (var key in new[] { "a/1.jpg", "a/2.jpg", "a/3.png", "b/1.jpg" })
        {
            world.Store.Put(key, key);
        }

        await world.RunAsync();
        world.Store.Remove("a/1.jpg");
        world.Store.Remove("a/3.png");
        world.Store.Remove("b/1.jpg");
        var scope = new ImageScope { Range = KeyRange.WithPrefix("a/"), Suffixes = [".JPG"] };
        var report = await world.RunAsync(new() { Scope = scope });
        Assert.Equal((1, 1), (report.Counts.Gone, report.Counts.Listed));
        Assert.NotNull((await world.RecordAsync("a/1.jpg"))!.GoneAt);
        Assert.Null((await world.RecordAsync("a/3.png"))!.GoneAt);
        Assert.Null((await world.RecordAsync("b/1.jpg"))!.GoneAt);
    }

    [Fact]
    public async Task What_comes_back_is_shown_again_and_costs_nothing()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        world.Store.Remove("a.jpg");
        await world.RunAsync();
        world.Store.Put("a.jpg", "cat");
        var report = await world.RunAsync();
        Assert.Equal((0, 1), (report.Counts.PaidCalls, report.Counts.Changed));
        Assert.Equal(ImageStatus.Tagged, (await world.RecordAsync("a.jpg"))!.Status);
    }

    [Fact]
    public async Task A_listing_out_of_order_stops_the_run_and_removes_nothing()
    {
        await using var world = new World();
        Fill(world, 20);
        await world.RunAsync();
        var source = new ShuffledSource(world.Store);
        var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await using var _ = pipeline;
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => pipeline.RunAsync());
        Assert.Equal("ListingOutOfOrder", fault.Code);
        Assert.All(await AllAsync(world), r => Assert.Null(r.GoneAt));
    }

    [Fact]
    public async Task A_listing_that_fails_removes_nothing()
    {
        await using var world = new World();
        Fill(world, 20);
        await world.RunAsync();
        world.Store.Remove(world.Store.Keys[0]);
        world.Store.OnList = key =>
        {
            if (string.CompareOrdinal(key, "0010") > 0)
            {
                throw new ImageTaggingException("The disk is gone.") { Code = "DiskGone" };
            }
        };
        Assert.Equal("DiskGone", (await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync())).Code);
        Assert.All(await AllAsync(world), r => Assert.Null(r.GoneAt));
    }

    [Fact]
    public async Task A_listing_goes_on_behind_the_last_key_after_a_passing_fault()
    {
        await using var world = new World();
        Fill(world, 700);
        var faults = 0;
        world.Store.OnList = key =>
        {
            if (key.EndsWith("50.jpg", StringComparison.Ordinal) && ++faults % 2 == 1)
            {
                throw new ImageTaggingException("Busy.") { Kind = FailureKind.Transient, Code = "Busy" };
            }
        };
        var report = await world.RunAsync();
        Assert.Equal((700, 700), (report.Counts.Listed, report.Counts.Tagged));
        Assert.True(faults >= 7);
    }

    [Fact]
    public async Task What_was_listed_shortly_before_is_marked_only_when_it_is_not_there_by_itself()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        world.Store.Put("b.jpg", "dog");
        await world.RunAsync();
        var source = new ForgetfulSource(world.Store, "b.jpg");
        var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await using var _ = pipeline;
        await pipeline.RunAsync();
        Assert.Null((await world.RecordAsync("b.jpg"))!.GoneAt);

        world.Time.Advance(TimeSpan.FromMinutes(6));
        await pipeline.RunAsync();
        Assert.NotNull((await world.RecordAsync("b.jpg"))!.GoneAt);
    }

    [Fact]
    public async Task Pruning_calls_nothing_and_marks_over_parallel_ranges()
    {
        await using var world = new World();
        Fill(world, 3_000);
        await world.RunAsync();
        var calls = world.Tagger.Calls.Count;
        foreach (var key in world.Store.Keys.Where((_, i) => i % 60 == 0).ToArray())
        {
            world.Store.Remove(key);
        }

        world.Store.Put("new.jpg", "new");
        var report = await world.Pipeline.PruneAsync();
        Assert.Equal((50, 1, 2_950 + 1), (report.Counts.Gone, report.Counts.New, report.Counts.Listed));
        Assert.Equal(calls, world.Tagger.Calls.Count);
        Assert.Null(await world.RecordAsync("new.jpg"));
    }

    private static void Fill(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }
    }

    private static async Task<List<ImageRecord>> AllAsync(World world)
    {
        var records = new List<ImageRecord>();
        await foreach (var record in world.Index.ReadAllAsync())
        {
            records.Add(record);
        }

        return records;
    }

    private sealed class ShuffledSource(PictureStore store) : IImageSource
    {
        public string Name => store.Name;

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            var entries = new List<SourceEntry>();
            await foreach (var entry in store.ListAsync(range, cancellationToken))
            {
                entries.Add(entry);
            }

            (entries[4], entries[9]) = (entries[9], entries[4]);
            foreach (var entry in entries.Skip(2))
            {
                yield return entry;
            }
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            store.OpenReadAsync(image, cancellationToken);
    }

    /// <summary>Lists without one key, though it is there.</summary>
    private sealed class ForgetfulSource(PictureStore store, string forgotten) : IImageSource
    {
        public string Name => store.Name;

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await foreach (var entry in store.ListAsync(range, cancellationToken))
            {
                if (range.IsAll && entry is ImageListing listing && listing.Key == forgotten)
                {
                    continue;
                }

                yield return entry;
            }
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            store.OpenReadAsync(image, cancellationToken);
    }
}
