using System.Globalization;

namespace ImageTagging.Tests.Running;

public class NearDuplicateTests
{
    private const ulong Beach = 0x0f0f_33cc_5a5a_9696;
    private const ulong Forest = 0xf0a5_1122_7e7e_0ff0;

    [Fact]
    public async Task A_burst_is_paid_for_once_whoever_is_first_and_every_record_tells_whose_answer_it_has()
    {
        await using var world = NewWorld();
        for (var i = 0; i < 12; i++)
        {
            Put(world, $"beach{i:00}.jpg", Beach ^ (1UL << (5 * i)), "beach");
        }

        Put(world, "forest.jpg", Forest, "forest");
        var plan = await world.PlanAsync(new() { ResolveContents = true });
        Assert.Equal((2, 11, 0), (plan.Taggers[0].Calls, plan.Taggers[0].NearDuplicates, plan.Taggers[0].Undecided));
        Assert.Equal(0.002m, plan.Counts.Cost);
        Assert.Equal((13, 0, 13), Of((await world.PlanAsync()).Taggers[0]));

        var report = await world.RunAsync();
        Assert.Equal(2, world.Tagger.Calls.Count);
        Assert.Equal((2, 11, 0), Of(report.Taggers[0]));
        Assert.Equal((13, 2, 0.002m), (report.Counts.Tagged, report.Counts.PaidCalls, report.Counts.Cost));
        var lender = world.Tagger.Calls.Single(c => c.Shows.EndsWith("beach", StringComparison.Ordinal)).Key;
        for (var i = 0; i < 12; i++)
        {
            var key = $"beach{i:00}.jpg";
            var state = (await world.RecordAsync(key))!.Taggers.Single();
            Assert.Equal(key == lender ? null : new ImageName(world.Store.Name, lender), state.BorrowedFrom);
            Assert.Contains("beach", await world.TagsAsync(key), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("beach", await world.TagsAsync("forest.jpg"), StringComparison.Ordinal);
        await AssertNothingChangesAsync(world);
    }

    [Fact]
    public async Task What_was_paid_for_in_another_run_or_process_serves_and_a_borrowed_answer_is_lent_no_further()
    {
        await using var world = NewWorld();
        Put(world, "a.jpg", Beach, "beach");
        await world.RunAsync();
        world.Tagger.Info = world.Tagger.Info with { MaxConcurrency = 1 };
        Build(world);

        // Near to the first, then near to the second only: 10 bits each way are within the similarity, 20 are not.
        const ulong ten = 0x0000_0000_0000_07fe;
        Put(world, "b.jpg", Beach ^ ten, "beach");
        Assert.Equal((0, 1, 0), Of((await world.PlanAsync(new() { ResolveContents = true })).Taggers[0]));
        await world.RunAsync();
        Assert.Equal(new ImageName(world.Store.Name, "a.jpg"), (await world.RecordAsync("b.jpg"))!.Taggers.Single().BorrowedFrom);
        Build(world);
        Put(world, "c.jpg", Beach ^ ten ^ (ten << 30), "beach");
        await world.RunAsync();
        Assert.Null((await world.RecordAsync("c.jpg"))!.Taggers.Single().BorrowedFrom);
        Assert.Equal(["a.jpg", "c.jpg"], world.Tagger.Calls.Select(c => c.Key));
    }

    [Fact]
    public async Task Pictures_of_other_times_shapes_and_looks_are_called_for_and_so_is_everything_where_it_is_not_asked_for()
    {
        await using var world = NewWorld();
        Put(world, "a.jpg", Beach, "beach");
        world.Time.Advance(TimeSpan.FromHours(1));
        Put(world, "later.jpg", Beach ^ 2, "beach later");
        Put(world, "plain.jpg", null, "no look");
        Put(world, "plain2.jpg", null, "no look either");
        await world.RunAsync();
        Assert.Equal(4, world.Tagger.Calls.Count);

        await using var without = new World();
        without.Build(b => b.UseCodec(new LookCodec()));
        Put(without, "a.jpg", Beach, "beach");
        Put(without, "b.jpg", Beach ^ 2, "beach");
        await without.RunAsync();
        Assert.Equal(2, without.Tagger.Calls.Count);
    }

    [Fact]
    public async Task Corrections_stay_with_their_picture_and_a_picture_keeps_what_it_got_when_its_lender_goes()
    {
        await using var world = NewWorld();
        Put(world, "a.jpg", Beach, "beach");
        await world.RunAsync();
        await new TagCurator(world.Index).CorrectAsync(
            [new(world.Store.Name, "a.jpg")],
            new()
            {
                Add = ["holiday"],
                Remove = ["beach"],
                By = "Ada",
            },
            TestContext.Current.CancellationToken
        );
        Put(world, "b.jpg", Beach ^ 2, "beach");
        await world.RunAsync();
        Assert.Single(world.Tagger.Calls);
        Assert.Contains("beach", await world.TagsAsync("b.jpg"), StringComparison.Ordinal);
        Assert.DoesNotContain("holiday", await world.TagsAsync("b.jpg"), StringComparison.Ordinal);
        Assert.Empty((await world.RecordAsync("b.jpg"))!.Edits);

        world.Store.Remove("a.jpg");
        await world.RunAsync();
        Assert.Single(world.Tagger.Calls);
        Assert.Contains("beach", await world.TagsAsync("b.jpg"), StringComparison.Ordinal);
        await AssertNothingChangesAsync(world);
    }

    [Fact]
    public async Task The_first_ones_failure_is_its_own_and_the_next_is_called_for()
    {
        await using var world = NewWorld();
        for (var i = 0; i < 6; i++)
        {
            Put(world, $"beach{i}.jpg", Beach ^ (1UL << (5 * i)), "beach");
        }

        var failed = 0;
        world.Tagger.OnCall = (_, _, _) =>
            Interlocked.Increment(ref failed) == 1
                ? throw new ImageTaggingException("No.") { Kind = FailureKind.Refused, Code = "No" }
                : Task.CompletedTask;
        var report = await world.RunAsync();
        Assert.Equal((1, 5, 2), (report.Counts.Failed, report.Counts.Tagged, world.Tagger.Calls.Count));
        Assert.Equal(4, report.Taggers[0].NearDuplicates);
    }

    [Fact]
    public async Task A_budget_is_not_charged_for_what_is_borrowed_and_does_not_keep_it_back()
    {
        await using var world = NewWorld(b => b.UseBudget(Budget.OfCalls(2)));
        for (var i = 0; i < 12; i++)
        {
            Put(world, $"a{i:00}.jpg", Beach ^ (1UL << (5 * i)), "beach");
            Put(world, $"b{i:00}.jpg", Forest ^ (1UL << (5 * i)), "forest");
        }

        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 24, 2), (report.End, report.Counts.Tagged, report.Counts.PaidCalls));
        Assert.Empty(report.ReachedBudgets);
    }

    [Fact]
    public async Task Cancelled_in_the_first_ones_call_nothing_is_lent_and_the_next_run_pays_once()
    {
        await using var world = NewWorld();
        for (var i = 0; i < 8; i++)
        {
            Put(world, $"beach{i}.jpg", Beach ^ (1UL << (5 * i)), "beach");
        }

        using var cancelling = new CancellationTokenSource();
        world.Tagger.OnCall = async (_, _, token) =>
        {
            await cancelling.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        var report = await world
            .Pipeline.RunAsync(cancellationToken: cancelling.Token)
            .WaitAsync(World.Guard, TestContext.Current.CancellationToken);
        Assert.Equal((RunEnd.Interrupted, 8), (report.End, report.Counts.Left));
        world.Tagger.OnCall = null;
        var next = await world.RunAsync();
        Assert.Equal((8, 1, 7), (next.Counts.Tagged, next.Taggers[0].Calls, next.Taggers[0].NearDuplicates));
        await AssertNothingChangesAsync(world);
    }

    [Fact]
    public async Task A_thousand_scenes_are_paid_for_once_each_and_none_is_served_by_another()
    {
        await using var world = NewWorld();
        var random = new Random(20261130);
        var pictures = 0;
        for (var scene = 0; scene < 1_000; scene++)
        {
            var drawn = new DrawnScene(random);
            for (var i = random.Next(1, 13); i > 0; i--)
            {
                // Names do not tell what belongs together, nor does the time: hundreds of scenes fall into one window.
                Put(world, $"{random.Next():x8}.jpg", drawn.Look().Bits, $"scene{scene}");
                pictures++;
            }
        }

        var plan = await world.PlanAsync(new() { ResolveContents = true });
        var report = await world.RunAsync();
        var calls = world.Tagger.Calls.Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"{pictures} pictures, {calls} calls, {plan.Taggers[0].Calls} planned");
        Assert.InRange(calls, 980, 1_020);
        Assert.InRange(plan.Taggers[0].Calls, 980, 1_020);
        Assert.Equal(
            (pictures, calls, pictures - calls),
            (report.Counts.Tagged, report.Counts.PaidCalls, report.Taggers[0].NearDuplicates)
        );
        foreach (var key in world.Store.Keys)
        {
            var shown = world.Store[key].Split(' ')[^1];
            var said = (await world.RecordAsync(key))!.Taggers.Single().Labels;
            Assert.True(
                said.Any(l => l.Name == shown),
                $"{key} shows {shown} and was told {string.Join(' ', said.Select(l => l.Name))}."
            );
        }
    }

    [Fact]
    public void A_moderation_tagger_shares_no_call()
    {
        var moderation = new WordTagger("moderation");
        moderation.Info = moderation.Info with { NeedsStrongHash = true };
        var fault = Assert.Throws<ImageTaggingException>(() =>
            ImageTaggingPipeline
                .CreateBuilder()
                .IndexInto(new InMemoryTagIndex())
                .TagWith(moderation, new() { ReuseNearDuplicates = new() })
                .Build()
        );
        Assert.Equal("InvalidOptions", fault.Code);
        Assert.Contains("TaggerCallOptions.ReuseNearDuplicates", fault.Message, StringComparison.Ordinal);
    }

    private static (long Calls, long NearDuplicates, long Undecided) Of(TaggerUse use) =>
        (use.Calls, use.NearDuplicates, use.Undecided);

    private static async Task AssertNothingChangesAsync(World world)
    {
        var calls = world.Tagger.Calls.Count;
        var report = await world.RunAsync();
        Assert.Equal((0, 0, 0), (report.Counts.Stale, report.Counts.Tagged, report.Counts.New));
        Assert.Equal(calls, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task A_plan_asks_the_index_together_for_what_is_near()
    {
        await using var world = NewWorld();
        Put(world, "0.jpg", Beach, "beach");
        await world.RunAsync();
        var random = new Random(9);
        for (var i = 1; i <= 600; i++)
        {
            Put(world, $"{i:000}.jpg", i % 2 == 0 ? Beach ^ (1UL << (i % 60)) : (ulong)random.NextInt64(), $"picture {i}");
        }

        // The same plan over an index that counts what it is asked.
        var counted = new CountedSearches(world.Index);
        Build(world, index: counted);
        var plan = await world.PlanAsync(new() { ResolveContents = true });
        Assert.True(plan.Taggers[0].NearDuplicates >= 300, $"{plan.Taggers[0]}");
        Assert.InRange(counted.Searches, 1, 12);
    }

    private sealed class CountedSearches(ITagIndex inner) : DelegatingTagIndex(inner)
    {
        private int _searches;

        public int Searches => _searches;

        public override ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _searches);
            return base.SearchAsync(request, cancellationToken);
        }
    }

    private static World NewWorld(Action<ImageTaggingPipelineBuilder>? more = null)
    {
        var world = new World();
        Build(world, more);
        return world;
    }

    private static void Build(World world, Action<ImageTaggingPipelineBuilder>? more = null, ITagIndex? index = null) =>
        world.Build(
            b =>
            {
                b.UseCodec(new LookCodec())
                    .ConfigureCalls("words", new() { ReuseNearDuplicates = new() { Window = TimeSpan.FromMinutes(10) } });
                more?.Invoke(b);
            },
            index
        );

    private static void Put(World world, string key, ulong? look, string shows) =>
        world.Store.Put(
            key,
            (look is { } bits ? string.Create(CultureInfo.InvariantCulture, $"look:{bits:x16} ") : "plain ") + key + " " + shows
        );
}
