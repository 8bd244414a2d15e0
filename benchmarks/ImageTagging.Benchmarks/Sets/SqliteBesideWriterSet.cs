namespace ImageTagging.Benchmarks.Sets;

/// <summary>The same searches while another process writes as fast as it can: first re-tags, then new images.</summary>
internal sealed class SqliteBesideWriterSet : IBenchmarkSet
{
    public string Name => "sqlite-beside-writer";

    public string Title => "The embedded index (SQLite): searches while another process writes at full speed";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = await MillionFile.CopyAsync(run, images, cancellationToken);
        await new SqliteSearches(run, images, path).WhileAnotherWritesAsync((10, double.NaN, 80), cancellationToken);
    }
}
