using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Processes;

public sealed class ProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_any_kill_and_the_index_is_whole()
    {
        var trials = Trials.Count(50);
        for (var seed = 0; seed < trials; seed++)
        {
            using var folder = new TempFolder();
            var path = folder.File("images.db");
            var random = new Random(seed);
            var acknowledged = new List<string>();
            // Killed once at a random line, and once more on what the first left behind.
            for (var life = 0; life < 2; life++)
            {
                using var worker = WorkerProcess.Start("write", path, $"life {life}", rounds: 1_000);
                for (var left = random.Next(1, 300); left > 0; left--)
                {
                    acknowledged.Add(
                        await worker.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The worker ended by itself.")
                    );
                }

                worker.Kill();
                acknowledged.AddRange((await worker.EndAsync(Cancel)).Lines);
            }

            await using var index = new SqliteTagIndex(path);
            var names = acknowledged.Select(k => new ImageName(SampleRecords.Source, k)).ToList();
            var missing = names.Zip(await index.GetManyAsync(names, Cancel)).Where(p => p.Second is null).ToList();
            Assert.True(missing.Count == 0, $"Seed {seed}: {missing.Count} acknowledged records are missing.");
            var faults = await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel);
            Assert.True(faults.Count == 0, $"Seed {seed}: {string.Join(" ", faults.Select(f => f.Message))}");
        }
    }

    [Fact]
    public async Task Two_processes_write_at_once_and_a_third_reads_whole_transactions()
    {
        using var folder = new TempFolder();
        var path = folder.File("images.db");
        using var one = WorkerProcess.Start("write", path, "one", rounds: 40);
        using var two = WorkerProcess.Start("write", path, "two", rounds: 40);
        using var reader = WorkerProcess.Start("count", path, "reader", rounds: 60);
        var ends = await Task.WhenAll(one.EndAsync(Cancel), two.EndAsync(Cancel), reader.EndAsync(Cancel));
        Assert.All(ends, e => Assert.Equal(0, e.Code));
        Assert.Equal(40 * Worker.Batch, ends[0].Lines.Count);
        Assert.Equal(40 * Worker.Batch, ends[1].Lines.Count);
        Assert.All(ends[2].Lines, l => Assert.Equal("whole", l));
        await using var index = new SqliteTagIndex(path);
        var found = await index.SearchAsync(new() { Query = new HasTagQuery("rewritten") }, Cancel);
        Assert.Equal(2 * 39 * Worker.Batch, found.Total);
        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_process_sees_at_once_what_another_wrote()
    {
        using var folder = new TempFolder();
        var path = folder.File("images.db");
        await using var index = new SqliteTagIndex(path);
        await index.EnsureReadyAsync(Cancel);
        for (var rounds = 1; rounds <= 3; rounds++)
        {
            using var worker = WorkerProcess.Start("write", path, $"worker {rounds}", rounds);
            _ = await worker.EndAsync(Cancel);
            var found = await index.SearchAsync(
                new() { Query = new KeyQuery($"worker {rounds}/*"), Facets = [new(FacetField.Tag, 1_000)] },
                Cancel
            );
            Assert.Equal(rounds * Worker.Batch, found.Total);
            // All but the last round's were rewritten.
            Assert.Equal(
                new("rewritten", (rounds - 1) * Worker.Batch),
                found.Facets[0].Values.FirstOrDefault(v => v.Value == "rewritten", new("rewritten", 0))
            );
        }
    }
}
