using System.Globalization;
using ImageTagging.Conformance;
using ImageTagging.Sqlite.Storage;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.PowerLoss;

public sealed class PowerLossTests
{
    private const int Lives = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_a_disk_lost_that_was_not_flushed_every_acknowledged_write_is_there_and_whole()
    {
        var histories = Trials.Count(100);
        var (cut, flushes) = (0, 0);
        for (var seed = ConformanceTrials.Seed; seed < ConformanceTrials.Seed + histories; seed++)
        {
            var random = new Random(seed);
            using var folders = new TempFolder();
            var folder = Directory.CreateDirectory(folders.File("life 0")).FullName;
            var model = new List<Moment> { Moment.None };
            await using (var index = Open(folder))
            {
                await index.EnsureReadyAsync(Cancel);
            }

            for (var life = 0; life < Lives; life++)
            {
                var disk = WatchedDisk.Watch(folder);
                model = await LiveAsync(folder, disk, model[^1], random);
                WatchedDisk.Forget(folder);
                flushes += disk.Flushes;
                Moment? survived = null;
                for (var trial = 0; trial < 10; trial++, cut++)
                {
                    var steps = random.Next(disk.Steps + 1);
                    var loss = (DiskRecord.Loss)(trial % 3);
                    folder = Directory
                        .CreateDirectory(folders.File(string.Create(CultureInfo.InvariantCulture, $"life {life + 1}.{trial}")))
                        .FullName;
                    disk.LayDown(folder, steps, loss, random);
                    survived = await CheckAsync(
                        folder,
                        model,
                        steps,
                        $"IMAGETAGGING_SEED={seed}, life {life}, trial {trial}: {loss} behind step {steps} of {disk.Steps}"
                    );
                }

                // The next life goes on with what the last loss left.
                model = [survived! with { Steps = 0 }];
            }
        }

        Assert.Equal(histories * Lives * 10, cut);
        // It was there to be lost: each of the lives flushed for each of its writes.
        Assert.True(flushes > histories * Lives * 10, $"{flushes} flushes were seen.");
    }

    [Fact]
    public void A_log_that_is_not_flushed_loses_what_was_acknowledged_and_the_watched_disk_shows_it()
    {
        using var folders = new TempFolder();
        var folder = Directory.CreateDirectory(folders.File("before")).FullName;
        var path = Path.Combine(folder, "images.db");
        using (var database = Database.Open(path, create: true))
        {
            database.Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
        }

        foreach (var (synchronous, expected) in (ReadOnlySpan<(string, int)>)[("FULL", 9), ("NORMAL", 0)])
        {
            var live = Directory.CreateDirectory(folders.File("live " + synchronous)).FullName;
            File.Copy(path, Path.Combine(live, "images.db"));
            var disk = WatchedDisk.Watch(live);
            using (var database = Database.Open(Path.Combine(live, "images.db"), create: false))
            {
                database.Execute("PRAGMA synchronous = " + synchronous);
                for (var i = 0; i < 9; i++)
                {
                    database.Execute("INSERT INTO t VALUES (1)");
                }

                WatchedDisk.Forget(live);
                var lost = Directory.CreateDirectory(folders.File("lost " + synchronous)).FullName;
                disk.LayDown(lost, disk.Steps, DiskRecord.Loss.All, new Random(1));
                using var after = Database.Open(Path.Combine(lost, "images.db"), create: false);
                Assert.Equal(expected, after.Number("SELECT count(*) FROM t"));
            }
        }
    }

    /// <summary>Writes, replaces, deletes and keeps state, opening and closing between; one moment for each acknowledged transaction.</summary>
    private static async Task<List<Moment>> LiveAsync(string folder, DiskRecord disk, Moment start, Random random)
    {
        var model = new List<Moment> { start with { Steps = disk.Steps } };
        var values = new RecordGenerator(random.Next());
        for (var session = random.Next(1, 3); session > 0; session--)
        {
            await using var index = Open(folder);
            for (var left = random.Next(5, 25); left > 0; left--)
            {
                var next = random.Next(6) == 0 ? await KeepStateAsync(index, model[^1]) : await WriteAsync(index, model[^1]);
                model.Add(next with { Steps = disk.Steps });
            }
        }

        return model;

        async Task<Moment> WriteAsync(SqliteTagIndex index, Moment now)
        {
            var records = new SortedDictionary<string, string>(now.Records, StringComparer.Ordinal);
            var writes = new List<RecordWrite>();
            var touched = records.Keys.Where(_ => random.Next(4) == 0).Take(20).ToList();
            foreach (var stored in await index.GetManyAsync([.. touched.Select(Name)], Cancel))
            {
                if (random.Next(3) == 0)
                {
                    _ = records.Remove(stored!.Key);
                    writes.Add(RecordWrite.Delete(stored.Name, stored.Token!));
                }
                else
                {
                    var next = values.NextRecord(stored!.Name);
                    records[stored.Key] = RecordText.Of(next);
                    writes.Add(RecordWrite.Replace(next, stored.Token!));
                }
            }

            for (var i = random.Next(1, 40); i > 0; i--)
            {
                var record = values.NextRecord(
                    Name(string.Create(CultureInfo.InvariantCulture, $"{random.Next(1_000_000):000000}.jpg"))
                );
                if (!touched.Contains(record.Key) && records.TryAdd(record.Key, RecordText.Of(record)))
                {
                    writes.Add(RecordWrite.Create(record));
                }
            }

            Assert.All(await index.WriteAsync(writes, Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));
            return now with { Records = records };
        }

        async Task<Moment> KeepStateAsync(SqliteTagIndex index, Moment now)
        {
            var entry = await index.ReadStateAsync("state", Cancel);
            var value = random.Next().ToString(CultureInfo.InvariantCulture);
            Assert.True(
                await index.TryWriteStateAsync(
                    new()
                    {
                        Name = "state",
                        Value = value,
                        Token = entry?.Token,
                    },
                    Cancel
                )
            );
            return now with { State = value };
        }
    }

    /// <summary>Opens what is left as anybody would; it must be the last acknowledged moment, or the one that was being written.</summary>
    private static async Task<Moment> CheckAsync(string folder, List<Moment> model, int steps, string context)
    {
        await using var index = Open(folder);
        var faults = await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.True(faults.Count == 0, $"{context}: {string.Join(" ", faults.Select(f => f.Message))}");
        var state = await index.ReadStateAsync("state", Cancel);
        var there = await index.ReadAllAsync(cancellationToken: Cancel).Select(RecordText.Of).ToListAsync(Cancel);
        var last = model.FindLastIndex(m => m.Steps <= steps);
        var possible = model.Skip(last).Take(2).ToList();
        var moment = possible.Find(m => m.State == state?.Value && m.Records.Values.SequenceEqual(there));
        Assert.True(
            moment is not null,
            $"{context}: {there.Count} records, not {string.Join(" or ", possible.Select(m => m.Records.Count))} as acknowledged, or others."
        );
        // And it can be written.
        var more = await index.WriteAsync(
            [RecordWrite.Create(SampleRecords.Of(new ImageName("more", "1"), ("cat", 50)))],
            Cancel
        );
        Assert.Equal(WriteOutcome.Written, more[0].Outcome);
        await index.WriteAsync([RecordWrite.Delete(new("more", "1"), more[0].Token!)], Cancel);
        return moment;
    }

    // A small log, so that it is brought into the file again and again.
    private static SqliteTagIndex Open(string folder) =>
        new(
            new() { Path = Path.Combine(folder, "images.db") },
            Schema.Steps,
            new(PendingBytes: 4_000, WholeSlots: 64, ComposeAt: 8, LogBytes: 64 << 10),
            TimeProvider.System
        );

    private static ImageName Name(string key) => new(SampleRecords.Source, key);

    /// <summary>What is acknowledged once so many steps are done on the disk; each record as text.</summary>
    private sealed record Moment(SortedDictionary<string, string> Records, string? State, int Steps)
    {
        public static Moment None { get; } = new(new(StringComparer.Ordinal), null, 0);
    }
}
