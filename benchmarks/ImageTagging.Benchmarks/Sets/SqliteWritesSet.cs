namespace ImageTagging.Benchmarks.Sets;

/// <summary>The embedded index while it is written: a million records, re-tags, its size. The file is kept for the other sets.</summary>
internal sealed class SqliteWritesSet : IBenchmarkSet
{
    public string Name => "sqlite-writes";

    public string Title => "The embedded index (SQLite): writes, re-tags, size";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = Path.Combine(run.Scratch, "images.db");
        var million = new MillionIndex(images);
        await using (var index = new SqliteTagIndex(path))
        {
            await index.EnsureReadyAsync(cancellationToken);
            var before = Environment.CpuUsage.TotalTime;
            await million.FillAsync(index, run.Say, cancellationToken);
            var cpu = Environment.CpuUsage.TotalTime - before;
            run.Report("writes", million.WriteRate, "records/s", Bar.Over(15_000));
            run.Report("writes, last tenth", million.LastTenthRate, "records/s", Bar.Over(10_000));
            run.Report("batch of 1,000", million.WriteTimes, Bar.Under(150));
            run.Report("processor time, the making of records included", cpu.TotalMicroseconds / images.Count, "us/record");
            run.Say("re-tags");
            await million.ChangeAsync(index, cancellationToken);
        }

        run.Report("random re-tags of all ten tags", million.RetagRate, "records/s", Bar.Over(8_000));
        run.Report("re-tag batch of 1,000", million.RetagTimes, Bar.Under(150));
        run.Report("file", new FileInfo(path).Length / (double)images.Count, "bytes/image", Bar.Under(700));
        run.Report("peak working set", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
        MillionFile.Keep(path, images.Count);
    }
}
