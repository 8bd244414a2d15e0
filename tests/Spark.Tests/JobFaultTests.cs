using ImageTagging.TestSupport;

namespace ImageTagging.Spark.Tests;

/// <summary>What goes wrong before and around a job is told in a sentence, and costs nothing.</summary>
public sealed class JobFaultTests
{
    [Fact]
    public async Task An_index_that_does_not_answer_and_outcomes_that_are_there_end_the_job_with_a_sentence_before_anything_is_paid()
    {
        await using var world = await SparkWorld.CreateAsync();
        await world.PutManyAsync(5);
        using var nobody = new ClosedPort();
        var (exit, totals, error) = await world.JobAsync(nobody.Address + "/images");
        Assert.Equal((3, null), (exit, totals?.ToString()));
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\tat ", error, StringComparison.Ordinal);

        Directory.CreateDirectory(world.Folder.File("there"));
        (exit, _, error) = await world.JobAsync(world.Folder.File("x.db"), more: ["--outcomes", world.Folder.File("there")]);
        Assert.Equal(3, exit);
        Assert.Contains("is there already", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", error, StringComparison.Ordinal);
        Assert.Equal(0, world.Rekognition.CallCount);
    }

    [Fact]
    public async Task Interrupted_it_ends_with_130_and_the_next_run_pays_nothing_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent by kill.");
        // What is not called for by the interrupt takes a minute more at the rate; from the 20th call on nothing is answered before.
        const int Pictures = 600;
        const int At = 20;
        await using var world = await SparkWorld.CreateAsync();
        await world.PutManyAsync(Pictures);
        var index = world.Folder.File("spark.db");
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        world.Rekognition.HoldFor = async _ =>
        {
            if (Interlocked.Increment(ref calls) >= At)
            {
                reached.TrySetResult();
                await interrupted.Task;
            }
        };
        var root = 0;
        var job = world.JobAsync(index, started: p => root = p.Id, rate: 10);
        await Task.WhenAny(reached.Task, job);
        Assert.True(reached.Task.IsCompleted, job.IsCompleted ? (await job).Error : "");
        var below = ProcessTree.Below(root);
        await ProcessTree.InterruptAsync(RunningProcess.Of(root)!.Value);
        interrupted.SetResult();
        var (exit, _, error) = await job;
        Assert.True(exit == 130, error);
        Assert.DoesNotContain("Traceback", error, StringComparison.Ordinal);
        await ProcessTree.GoneAsync(below, TimeSpan.FromMinutes(2));
        Assert.InRange(Volatile.Read(ref calls), At, Pictures - 1);

        (exit, _, error) = await world.JobAsync(index);
        Assert.True(exit == 0, error);
        Assert.Equal(Pictures, Volatile.Read(ref calls));
        Assert.Equal(Pictures, (await world.RecordsAsync(index)).Count);
    }

    [Fact]
    public async Task Keys_with_anything_in_them_and_a_command_with_spaces_in_its_path_get_through_the_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File names may have line ends.");
        Testbed.Script("pyspark");
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("pictures"));
        Directory.CreateDirectory(folder.File("with space"));
        var command = folder.File("with space/image tag");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec {Programs.Tool} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string[] keys = ["a\nb.jpg", "c\u2028d.jpg", "q'\"\\.jpg", "日本 😀.jpg", "--tagger.jpg", "$HOME `x` %41.jpg"];
        foreach (var key in keys)
        {
            File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), folder.File("pictures/" + key));
        }

        var (exit, output, error) = await Programs.SparkAsync([
            Path.Combine(TestPaths.RepositoryRoot, "spark", "tag_images.py"),
            folder.File("pictures"),
            "--index",
            folder.File("index.db"),
            "--imagetag",
            command,
            "--partitions",
            "6",
            "--workers",
            "1",
            "--",
            "--tagger",
            "metadata",
        ]);
        Assert.True(exit == 0, output + error);
        await using var index = new SqliteTagIndex(folder.File("index.db"));
        var found = new List<string>();
        await foreach (var record in index.ReadAllAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            found.Add(record.Key);
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
