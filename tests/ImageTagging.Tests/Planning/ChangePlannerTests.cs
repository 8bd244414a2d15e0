using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Planning;

public class ChangePlannerTests
{
    [Fact]
    public async Task A_plan_counts_what_a_naive_comparison_counts()
    {
        for (var seed = 0; seed < TestSupport.Trials.Count(500); seed++)
        {
            await using var world = new World();
            var random = new Random(seed);
            var cases = new Dictionary<string, string>(StringComparer.Ordinal);
            var scope = AnyScope(random);
            await FillAsync(world, random, cases, scope);
            world.Build(b => b.UseVocabulary(Vocabulary.Empty));
            var plan = await world.PlanAsync(new() { Scope = scope });
            Assert.True(
                Of("new") == plan.Counts.New
                    && Of("changed") == plan.Counts.Changed
                    && Of("stale") == plan.Counts.Stale
                    && Of("due") == plan.Counts.Due
                    && Of("waiting") == plan.Counts.Waiting
                    && Of("unchanged") == plan.Counts.Unchanged
                    && Of("missing") == plan.Counts.Gone
                    && plan.Counts.Listed == cases.Values.Count(c => c is not ("missing" or "gone")),
                $"seed {seed}, scope {scope.Range} {string.Join(',', scope.Suffixes)}: {plan.Counts}, but "
                    + string.Join(", ", cases.Values.CountBy(c => c))
            );

            int Of(string what) => cases.Values.Count(c => c == what);
        }
    }

    [Fact]
    public async Task A_part_in_key_order_beyond_the_basic_plane_is_compared_rightly()
    {
        await using var world = new World();
        foreach (var key in new[] { "\uFFFD.jpg", "\U0001F600.jpg", "é.jpg", "e\u0301.jpg", "a b+%.jpg", "a//b.jpg" })
        {
            world.Store.Put(key, "thing" + key.Length);
        }

        await world.RunAsync();
        var report = await world.RunAsync();
        Assert.Equal((6, 0), (report.Counts.Unchanged, report.Counts.Gone));
    }

    private static ImageScope AnyScope(Random random) =>
        random.Next(4) switch
        {
            0 => new() { Range = KeyRange.WithPrefix("b") },
            1 => new() { Range = new("a5", "c3"), Suffixes = [".jpg"] },
            2 => new() { Suffixes = [".PNG", ".gif"] },
            _ => ImageScope.All,
        };

    private static async Task FillAsync(World world, Random random, Dictionary<string, string> cases, ImageScope scope)
    {
        var now = world.Time.GetUtcNow();
        for (var i = random.Next(60); i > 0; i--)
        {
            var key = $"{"abc"[random.Next(3)]}{random.Next(10)}{i}.{(random.Next(3) == 0 ? "png" : "jpg")}";
            var what = new[] { "new", "changed", "stale", "due", "waiting", "unchanged", "missing", "gone" }[random.Next(8)];
            world.Store.Put(key, what == "changed" ? "other" + key : "thing" + key);
            if (what != "new")
            {
                await WriteAsync(world, key, what, now);
            }

            if (what is "missing" or "gone")
            {
                world.Store.Remove(key);
            }

            if (scope.Contains(key))
            {
                cases[key] = what;
            }
        }
    }

    private static async Task WriteAsync(World world, string key, string what, DateTimeOffset now)
    {
        var listing = (await ((IImageSource)world.Store).FindAsync(key))!;
        var failure = new TaggerFailure
        {
            Kind = FailureKind.Transient,
            Code = "x",
            Message = "x",
            Attempts = 1,
            At = now,
            DueAt = what == "due" ? now.AddHours(-1) : now.AddDays(1),
            Fingerprint = world.Tagger.Info.Fingerprint,
        };
        var state = new TaggerState
        {
            Name = "words",
            Fingerprint = what == "stale" ? new("other", 50, 0) : world.Tagger.Info.Fingerprint,
            TaggedAt = now,
            Failure = what is "due" or "waiting" ? failure : null,
        };
        var record = new ImageRecord
        {
            Source = world.Store.Name,
            Key = key,
            Vocabulary = Vocabulary.Empty.Fingerprint,
            Location = listing.Location,
            Size = listing.Size,
            ModifiedAt = listing.ModifiedAt,
            Version = what == "changed" ? "another" : listing.Version,
            ListedAt = now.AddHours(-2),
            Taggers = [state],
            GoneAt = what == "gone" ? now.AddDays(-1) : null,
        };
        await world.Index.WriteAsync([RecordWrite.Create(record)]);
    }
}
