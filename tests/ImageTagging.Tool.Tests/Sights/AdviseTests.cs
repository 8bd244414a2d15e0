using System.Globalization;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Advising;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class AdviseTests
{
    [Fact]
    public async Task A_hundred_million_images_get_shards_disk_partitions_time_and_cost()
    {
        var run = await ToolRun.OfAsync("advise", "--images", "100000000", "--workers", "4", "--nodes", "3", "--json");

        Assert.Equal(0, run.ExitCode);
        SchemaCheck.Holds(run.Summary);
        var bytes = 100e6 * (795 + (75 * 10));
        Assert.Equal(bytes, run.Count("primaryBytes"));
        Assert.Equal((long)Math.Ceiling(bytes / 30e9), run.Count("shards"));
        Assert.Equal(1, run.Count("replicas"));
        Assert.Equal(bytes * 2 * 1.6, run.Count("diskBytes"), 1.0);
        // Fifty calls a second are 3.125 for each of sixteen cores, 1,875 in ten minutes.
        Assert.Equal((long)Math.Ceiling(100e6 / 1_875), run.Count("partitions"));
        Assert.Equal(2_000_000, run.Count("firstRunSeconds"));
        Assert.Equal(100_000, run.Summary.GetProperty("cost").GetDouble());
        Assert.Equal("the service's quota", run.Summary.GetProperty("bottleneck").GetString());
        Assert.Equal(100_000, run.Count("listingPages"));
    }

    [Theory]
    [InlineData("1", 1, 1, 0)]
    [InlineData("1000000", 1, 1, 0)]
    [InlineData("400000000", 3, 21, 1)]
    public async Task Shards_grow_with_the_images(string images, int nodes, int shards, int replicas)
    {
        var run = await ToolRun.OfAsync("advise", "--images", images, "--nodes", $"{nodes}", "--json");
        Assert.Equal((shards, replicas), (run.Count("shards"), run.Count("replicas")));
    }

    [Fact]
    public async Task A_local_model_costs_nothing_and_waits_for_processors_until_the_server_is_slower()
    {
        var few = await ToolRun.OfAsync(
            "advise",
            "--images",
            "1000000",
            "--tagger",
            "onnx",
            "--workers",
            "2",
            "--cores",
            "8",
            "--json"
        );
        Assert.Equal(0, few.Summary.GetProperty("cost").GetDouble());
        Assert.Equal("the processors that tag", few.Summary.GetProperty("bottleneck").GetString());
        Assert.Equal(16 / 0.031, few.Summary.GetProperty("imagesPerSecond").GetDouble(), 2);

        var many = await ToolRun.OfAsync("advise", "--images", "1000000", "--tagger", "onnx", "--workers", "100", "--json");
        Assert.Equal("the search server", many.Summary.GetProperty("bottleneck").GetString());
        Assert.Equal(2, (await ToolRun.OfAsync("advise", "--images", "5", "--tagger", "onnx", "--quota", "5")).ExitCode);
        Assert.Equal(2, (await ToolRun.OfAsync("advise", "--images", "0")).ExitCode);
        Assert.Equal(2, (await ToolRun.OfAsync("advise")).ExitCode);
    }

    [Fact]
    public async Task The_template_is_written_as_the_server_takes_it()
    {
        using var folder = new TempFolder();
        var run = await ToolRun.OfAsync(
            "advise",
            "--images",
            "1000000",
            "--name",
            "photos",
            "--template",
            folder.File("template.json")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("photos-0*", await File.ReadAllTextAsync(folder.File("template.json")), StringComparison.Ordinal);
        Assert.Contains("First run", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("UP")]
    [InlineData("../x")]
    [InlineData("-a")]
    [InlineData("a,b")]
    public async Task A_name_that_no_index_can_have_makes_no_template(string name)
    {
        using var folder = new TempFolder();
        var run = await ToolRun.OfAsync("advise", "--images", "5", $"--name={name}", "--template", folder.File("t.json"));
        Assert.Equal((2, false), (run.ExitCode, File.Exists(folder.File("t.json"))));
        Assert.Contains("is no name for an index", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image,tags\na.jpg,cat\n")]
    [InlineData("""{ "confidence": { "cat": 5 } }""")]
    [InlineData("""{ "index_patterns": "x" }""")]
    [InlineData("[]")]
    public async Task A_file_that_is_no_template_is_kept(string text)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("mine"), text);
        var run = await ToolRun.OfAsync("advise", "--images", "5", "--template", folder.File("mine"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("is no index template", run.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.File("mine")));
    }

    [Fact]
    public async Task A_template_of_before_is_replaced()
    {
        using var folder = new TempFolder();
        foreach (var name in (string[])["one", "two"])
        {
            var run = await ToolRun.OfAsync("advise", "--images", "5", "--name", name, "--template", folder.File("t.json"));
            Assert.Equal(0, run.ExitCode);
        }

        Assert.Contains("two-0*", await File.ReadAllTextAsync(folder.File("t.json")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task There_are_no_more_partitions_than_images_and_no_more_replicas_than_other_nodes()
    {
        var one = await ToolRun.OfAsync("advise", "--images", "1");
        Assert.Contains("1 partition of 1 image ", one.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ToolRun.OfAsync("advise", "--images", "1", "--json")).Count("partitions"));
        var three = await ToolRun.OfAsync("advise", "--images", "3", "--workers", "10000", "--cores", "1024", "--json");
        Assert.Equal(3, three.Count("partitions"));

        var many = await ToolRun.OfAsync("advise", "--images", "5", "--nodes", "2", "--replicas", "2");
        Assert.Equal(2, many.ExitCode);
        Assert.Contains("--replicas 2 needs 3 nodes", many.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.OfAsync("advise", "--images", "5", "--nodes", "3", "--replicas", "2")).ExitCode);
    }

    [Fact]
    public void The_page_about_scaling_lists_the_same_figures()
    {
        var page = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "scaling.md"));
        foreach (var figure in MeasuredFigures.All)
        {
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"| {figure.Name} | {figure.Value:#,0.###} {figure.Unit} |"),
                page,
                StringComparison.Ordinal
            );
        }
    }
}
