namespace ImageTagging.Tests.Running;

public class OutageTests
{
    /// <summary>Longer than a lease lives without a beat, and shorter than a run's patience.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    public async Task An_index_that_is_away_in_the_middle_of_a_run_costs_time_only_and_the_progress_says_so(int seconds)
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        var backAt = long.MaxValue;
        var begun = 0;
        var said = new Said();
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = _ =>
            {
                // It is not back before its being away was told.
                if (
                    Volatile.Read(ref begun) == 1
                    && (world.Time.GetTimestamp() < Volatile.Read(ref backAt) || said.Reasons.Count == 0)
                )
                {
                    throw new ImageTaggingException("The index is away.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
        };
        world.Build(index: index);
        var calls = 0;
        world.Tagger.OnCall = (_, _, token) =>
        {
            if (Interlocked.Increment(ref calls) == 40)
            {
                Volatile.Write(ref backAt, world.Time.GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks);
                Volatile.Write(ref begun, 1);
            }

            return Task.Delay(TimeSpan.FromMilliseconds(500), world.Time, token);
        };
        var report = await world.Pipeline.RunAsync(progress: said).WaitAsync(World.Guard, TestContext.Current.CancellationToken);
        Assert.Equal((RunEnd.Completed, 300, 0), (report.End, report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal((300, 300), (calls, report.Counts.PaidCalls));
        Assert.Contains("The index is away.", said.Reasons);
        Assert.Null(said.Last?.Waiting);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal($"thing{i}", await world.TagsAsync($"{i:0000}.jpg"));
        }
    }

    /// <summary>A server that is frozen takes connections and says nothing; its time-out comes long after.</summary>
    [Fact]
    public async Task An_answer_that_is_long_in_coming_is_told_after_ten_seconds_and_waited_for()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        var log = new LineLog();
        var said = new Said();
        var toldAfter = TimeSpan.Zero;
        var index = new FaultyIndex(world.Index)
        {
            BeforeWrite = async _ =>
            {
                var asked = world.Time.GetTimestamp();
                while (!log.Lines.Any(IsSlow) || said.Reasons.Count == 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(500), world.Time);
                }

                toldAfter = world.Time.GetElapsedTime(asked);
            },
        };
        world.Build(b => b.UseLoggerFactory(log), index);
        var report = await world.Pipeline.RunAsync(progress: said).WaitAsync(World.Guard, TestContext.Current.CancellationToken);
        Assert.Equal((RunEnd.Completed, 1), (report.End, report.Counts.Tagged));
        Assert.True(toldAfter >= TimeSpan.FromSeconds(10));
        Assert.Contains("No answer for 10 s", said.Reasons);
        Assert.Null(said.Last?.Waiting);
        Assert.Single(log.Lines, IsSlow);
        Assert.Single(log.Lines, l => l.StartsWith("It answers again after ", StringComparison.Ordinal));

        static bool IsSlow(string line) => line.StartsWith("No answer for 10 s", StringComparison.Ordinal);
    }

    /// <summary>A migration may take longer than any outage that is borne with.</summary>
    [Fact]
    public async Task A_migration_is_waited_for_longer_than_an_outage_and_named_pictures_are_told_of_it()
    {
        await using var world = new World();
        world.Store.Put("a.jpg", "cat");
        var refusals = 0;
        var most = 0;
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = asked =>
            {
                if (asked == "write" && refusals < most)
                {
                    refusals++;
                    world.Time.Advance(TimeSpan.FromMinutes(30));
                    throw new ImageTaggingException("A migration is under way.")
                    {
                        Kind = FailureKind.Transient,
                        Code = "Migrating",
                    };
                }
            },
        };
        var patience = new PipelineOptions { OutagePatience = TimeSpan.FromHours(1), MigrationPatience = TimeSpan.FromHours(10) };
        world.Build(b => b.Configure(patience), index);
        most = 5;
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 1, 5), (report.End, report.Counts.Tagged, refusals));

        most = int.MaxValue;
        world.Store.Put("b.jpg", "dog");
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => world.Pipeline.IndexAsync(world.Store, ["b.jpg"]));
        Assert.Equal("Migrating", fault.Code);
    }

    private sealed class Said : IProgress<RunProgress>
    {
        private readonly Lock _lock = new();
        private readonly List<string> _reasons = [];

        public RunProgress? Last { get; private set; }

        public IReadOnlyList<string> Reasons
        {
            get
            {
                lock (_lock)
                {
                    return [.. _reasons];
                }
            }
        }

        public void Report(RunProgress value)
        {
            lock (_lock)
            {
                Last = value;
                if (value.Waiting is { } reason)
                {
                    _reasons.Add(reason);
                }
            }
        }
    }
}
