using ImageTagging.Tool.Tests;

namespace ImageTagging.Spark.Tests;

/// <summary>The job and the statistics on the testbed's Spark, S3 and search servers.</summary>
public sealed class SearchServerJobTests
{
    [Fact]
    public async Task A_bucket_is_tagged_into_search_servers_as_by_the_plain_run_and_their_exports_count_as_their_stats_do()
    {
        await using var world = await SparkWorld.CreateAsync();
        await world.PutPhotosAsync();
        var plain = world.Folder.File("plain.db");
        await world.ToolAsync("index", world.Source, "--tagger", "rekognition", "--transfer", "reference", "--index", plain);
        var expected = await world.RecordsAsync(plain);
        await using var elasticsearch = await JobIndex.CreateAsync("Elasticsearch", world.Folder);
        await using var openSearch = await JobIndex.CreateAsync("OpenSearch", world.Folder);
        (string Name, string Location)[] engines = [("e", elasticsearch.Location), ("o", openSearch.Location)];
        foreach (var (_, location) in engines)
        {
            var paid = world.Rekognition.CallCount;
            var first = await JobAsync(location);
            Assert.Equal((12, 12), (first("tagged"), first("paidCalls")));
            Assert.Equal(paid + 12, world.Rekognition.CallCount);
            Assert.Equal(expected, await world.RecordsAsync(location));
        }

        await world.DeleteAsync("things/coffee.png");
        foreach (var (name, location) in engines)
        {
            var paid = world.Rekognition.CallCount;
            var second = await JobAsync(location);
            Assert.Equal((11, 0, 1), (second("unchanged"), second("paidCalls"), second("gone")));
            Assert.Equal(paid, world.Rekognition.CallCount);
            Assert.Equal(11, (await world.RecordsAsync(location)).Count);
            await ToolAsync(location, "export", "--to", world.Folder.File(name + ".ndjson"));
            await ToolAsync(location, "export", "--to", world.Folder.File(name + ".parquet"));
        }

        await StatisticsTables.MakeAsync(
            world.Folder,
            engines.SelectMany(e => new[] { (e.Name + ".ndjson", e.Name + "-n"), (e.Name + ".parquet", e.Name + "-p") })
        );
        foreach (var (name, location) in engines)
        {
            var run = await ToolAsync(location, "stats", "--top", "1000");
            var counts = run
                .Objects.Where(o => o.GetProperty("type").GetString() == "tag")
                .ToDictionary(o => o.GetProperty("tag").GetString()!, o => o.GetProperty("count").GetInt64());
            Assert.NotEmpty(counts);
            foreach (var tables in (string[])[world.Folder.File(name + "-n"), world.Folder.File(name + "-p")])
            {
                Assert.Equal(
                    StatisticsTables.Sorted(counts),
                    StatisticsTables.Read(tables, "parquet", "distribution", "tag", "images")
                );
            }
        }

        async Task<Func<string, long>> JobAsync(string location)
        {
            var (exit, totals, error) = await world.JobAsync(location, more: ["--partitions", "2"]);
            Assert.True(exit == 0, error);
            return name => totals!.Value.GetProperty(name).GetInt64();
        }
    }

    private static async Task<ToolRun> ToolAsync(string location, params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", location, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }
}
