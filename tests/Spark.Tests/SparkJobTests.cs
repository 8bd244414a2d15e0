using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>The job on the testbed's Spark and S3 server, with a Rekognition double.</summary>
public sealed class SparkJobTests
{
    [Fact]
    public async Task The_job_tags_a_bucket_as_the_plain_run_does_and_a_second_run_pays_nothing()
    {
        await using var world = await SparkWorld.CreateAsync();
        foreach (var photo in Directory.EnumerateFiles(TestPaths.Photos, "*.*", SearchOption.AllDirectories))
        {
            if (ImageScope.PictureSuffixes.Contains(Path.GetExtension(photo)))
            {
                await world.PutAsync(Path.GetRelativePath(TestPaths.Photos, photo), await File.ReadAllBytesAsync(photo));
            }
        }

        await world.ToolAsync("index", world.Source, "--tagger", "rekognition", "--index", world.Folder.File("plain.db"));
        Assert.Equal(12, world.Rekognition.CallCount);

        var index = world.Folder.File("spark.db");
        var (exit, totals, error) = await world.JobAsync(index, null, "--outcomes", world.Folder.File("outcomes"));
        Assert.True(exit == 0, error);
        Assert.Equal(12, totals!.Value.GetProperty("tagged").GetInt64());
        Assert.Equal(12, totals.Value.GetProperty("paidCalls").GetInt64());
        Assert.Equal(24, world.Rekognition.CallCount);
        Assert.Equal(await world.RecordsAsync(world.Folder.File("plain.db")), await world.RecordsAsync(index));
        var outcomes = Directory.GetFiles(world.Folder.File("outcomes"), "part-*").SelectMany(File.ReadAllLines);
        Assert.Equal(12, outcomes.Count(l => l.Contains("\"outcome\":\"tagged\"", StringComparison.Ordinal)));

        await world.DeleteAsync("things/coffee.png");
        (exit, totals, error) = await world.JobAsync(index);
        Assert.True(exit == 0, error);
        Assert.Equal((11, 0, 1), (Total("unchanged"), Total("paidCalls"), Total("gone")));
        Assert.Equal(24, world.Rekognition.CallCount);

        long Total(string name) => totals!.Value.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Whatever_is_killed_the_next_run_ends_with_an_equal_index_and_pays_again_only_what_was_in_flight()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found by /proc.");
        const int Pictures = 150;
        var random = new Random(20_261_123);
        string[] kinds = ["imagetag.dll worker", "pyspark.daemon", "java", "driver"];
        await using var world = await SparkWorld.CreateAsync();
        await world.PutManyAsync(Pictures);
        await world.ToolAsync(
            "index",
            world.Source,
            "--tagger",
            "rekognition",
            "--rate",
            "2000",
            "--index",
            world.Folder.File("plain.db")
        );
        var expected = await world.RecordsAsync(world.Folder.File("plain.db"));
        world.Rekognition.Delay = TimeSpan.FromMilliseconds(20);
        var first = random.Next(kinds.Length);
        for (var trial = 0; trial < Trials.Count(20); trial++)
        {
            var (kind, at) = (kinds[(first + trial) % kinds.Length], random.Next(1, Pictures * 3 / 4));
            var story = $"trial {trial}: {kind} killed at call {at}";
            var index = world.Folder.File($"trial{trial}.db");
            world.Rekognition.ClearCalls();
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = 0;
            world.Rekognition.FaultFor = _ =>
            {
                if (Interlocked.Increment(ref calls) == at)
                {
                    reached.TrySetResult();
                }

                return null;
            };
            var root = 0;
            var job = world.JobAsync(index, p => root = p.Id);
            await Task.WhenAny(reached.Task, job);
            Assert.True(reached.Task.IsCompleted, story + ": the job ended before.");
            var below = ProcessTree.Below(root);
            var victims =
                kind == "driver"
                    ? [(Id: root, Command: "")]
                    : below.Where(p => p.Command.Contains(kind, StringComparison.Ordinal)).ToArray();
            if (victims.Length > 0)
            {
                await ProcessTree.KillAsync(victims[random.Next(victims.Length)].Id);
            }

            // What the index has from here on is not to be paid again, whoever goes on.
            var acknowledged = await AcknowledgedAsync(index);
            await job.WaitAsync(TimeSpan.FromMinutes(3));
            await ProcessTree.GoneAsync(below.Select(p => p.Id), TimeSpan.FromMinutes(1));

            var (exit, totals, error) = await world.JobAsync(index);
            Assert.True(exit == 0, story + "\n" + error);
            Assert.Equal(Pictures, totals!.Value.GetProperty("listed").GetInt64());
            Assert.Equal(expected, await world.RecordsAsync(index));
            var paid = world.Rekognition.Calls.GroupBy(c => c.Key!).ToDictionary(g => g.Key, g => g.Count());
            Assert.Equal(Pictures, paid.Count);
            Assert.All(
                acknowledged,
                key => Assert.True(paid[key] == 1, $"{story}: '{key}' was in the index and was paid {paid[key]} times")
            );
            Assert.True(paid.Values.Max() <= 3, story);
        }
    }

    private static async Task<IReadOnlyList<string>> AcknowledgedAsync(string path)
    {
        await using var index = new SqliteTagIndex(path);
        await index.EnsureReadyAsync();
        var keys = new List<string>();
        await foreach (var record in index.ReadAllAsync())
        {
            if (record.Taggers.Any(t => t.HasAnswer))
            {
                keys.Add(record.Key);
            }
        }

        return keys;
    }
}
