using System.Globalization;
using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>The job on executors of their own, killed in its midst wherever it hurts, and run again.</summary>
public sealed class KillTests
{
    private const int Pictures = 300;

    // Long enough for many calls to be in flight at any time, short enough for answers to be in the index long before the end.
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(5);

    // Part of a command line; the driver's Python has none below itself.
    private static readonly (string Name, string Command)[] s_kinds =
    [
        ("an executor", "CoarseGrainedExecutorBackend"),
        ("the driver", ""),
        ("a worker", "imagetag.dll worker"),
        ("the driver's JVM", "SparkSubmit"),
        ("an executor's Python", "pyspark.daemon"),
    ];

    [Fact]
    public async Task Whatever_is_killed_the_next_run_ends_with_an_equal_index_and_pays_again_no_more_than_was_in_flight()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found by /proc.");
        var random = new Random(20_261_123);
        await using var world = await SparkWorld.CreateAsync();
        var cluster = await Standalone.SharedAsync();
        await world.PutManyAsync(Pictures);
        var plain = world.Folder.File("plain.db");
        await world.ToolAsync(
            "index",
            world.Source,
            "--tagger",
            "rekognition",
            "--transfer",
            "reference",
            "--rate",
            "2000",
            "--index",
            plain
        );
        var expected = await world.RecordsAsync(plain);
        var (inFlight, again) = (0, 0);
        for (var trial = 0; trial < Trials.Count(20); trial++)
        {
            var kind = s_kinds[trial % s_kinds.Length];
            // Every tenth trial is one of every day: those begin with the dearest things.
            var engine = JobIndex.Engines[(trial + 1) % JobIndex.Engines.Length];
            var at = random.Next(Pictures / 5, Pictures * 9 / 10);
            var story = string.Create(
                CultureInfo.InvariantCulture,
                $"trial {trial}: {kind.Name} killed at call {at}, index in {engine}"
            );
            await using var index = await JobIndex.CreateAsync(engine, world.Folder);
            var (flying, paid) = await TrialAsync(world, cluster, index, kind.Command, at, random, story);
            Assert.Equal(expected, await world.RecordsAsync(index.Location));
            TestContext.Current.TestOutputHelper?.WriteLine($"{story}: {flying} in flight, {paid} paid again");
            Assert.True(paid <= flying, $"{story}: {paid} paid again, but {flying} were in flight");
            (inFlight, again) = (inFlight + flying, again + paid);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"all: {inFlight} in flight, {again} paid again");
    }

    private static async Task<(int InFlight, int PaidAgain)> TrialAsync(
        SparkWorld world,
        Standalone cluster,
        JobIndex index,
        string kind,
        int at,
        Random random,
        string story
    )
    {
        world.Rekognition.ClearCalls();
        world.Rekognition.Delay = s_delay;
        var calls = new CalledKeys(at);
        world.Rekognition.HoldFor = call => new(calls.AddAsync(call.Key!));
        var root = 0;
        var job = world.JobAsync(index.Location, cluster, p => root = p.Id, rate: 200);
        await Task.WhenAny(calls.Reached, job).WaitAsync(s_guard);
        Assert.True(calls.Reached.IsCompleted, job.IsCompleted ? $"{story}: the job ended before.\n{(await job).Error}" : story);

        // The job cannot end meanwhile: nothing is answered. The world stands still: what was called for by now and is not in the
        // index is in flight, exactly.
        var driver = RunningProcess.Of(root)!.Value;
        var stopped = await ProcessTree.StopAsync(() => [driver, .. ProcessTree.Below(root), .. cluster.Executors()]);
        HashSet<string> acknowledged = [];
        HashSet<string> called = [];
        try
        {
            var victims = stopped.Where(p => kind.Length == 0 ? p.Id == root : Is(p.Command, kind)).ToArray();
            Assert.True(victims.Length > 0, story + ": there is none.");
            acknowledged = await index.AcknowledgedAsync();
            called = calls.Now();
            await ProcessTree.KillAsync(victims[random.Next(victims.Length)]);
        }
        finally
        {
            await ProcessTree.GoOnAsync(stopped);
            calls.GoOn();
            // A trial that failed leaves no job behind.
            if (called.Count == 0)
            {
                await ProcessTree.KillAsync(driver);
            }
        }

        await job.WaitAsync(s_guard);
        await ProcessTree.GoneAsync(stopped, s_guard);

        // Again, in local mode: whichever mode goes on, the index is the same.
        var (exit, totals, error) = await world.JobAsync(index.Location);
        Assert.True(exit == 0, story + "\n" + error);
        Assert.Equal(Pictures, totals!.Value.GetProperty("listed").GetInt64());
        var paid = calls.Counts();
        Assert.Equal(Pictures, paid.Count);
        Assert.All(
            acknowledged,
            key => Assert.True(paid[key] == 1, $"{story}: '{key}' was in the index and was paid {paid[key]} times")
        );
        Assert.True(acknowledged.IsSubsetOf(called), story);
        return (called.Count - acknowledged.Count, paid.Values.Sum() - paid.Count);

        static bool Is(string command, string kind) => command.Contains(kind, StringComparison.Ordinal);
    }

    /// <summary>What the service was called for. From the call on that is waited for it answers nothing, until it is told to go on.</summary>
    private sealed class CalledKeys(int at)
    {
        private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Reached => _reached.Task;

        public Task AddAsync(string key)
        {
            lock (_calls)
            {
                _calls[key] = _calls.GetValueOrDefault(key) + 1;
                if (++_count < at)
                {
                    return Task.CompletedTask;
                }

                _reached.TrySetResult();
                return _goOn.Task;
            }
        }

        public void GoOn() => _goOn.SetResult();

        public HashSet<string> Now()
        {
            lock (_calls)
            {
                return new(_calls.Keys, StringComparer.Ordinal);
            }
        }

        public Dictionary<string, int> Counts()
        {
            lock (_calls)
            {
                return new(_calls, StringComparer.Ordinal);
            }
        }
    }
}
