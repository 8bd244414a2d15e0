using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class FailuresTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Failed_pictures_are_listed_retried_and_forgotten()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        await File.WriteAllTextAsync(_folder.File("pictures/one.jpg"), "no picture");
        await File.WriteAllTextAsync(_folder.File("pictures/two.jpg"), "nor this");
        var empty = await RunAsync("index", TestPaths.Photos);
        Assert.Equal(0, empty.ExitCode);
        Assert.Equal(0, (await RunAsync("failures")).Count("count"));

        await RunAsync("index", _folder.File("pictures"));
        var listed = await RunAsync("failures", "--limit", "1");
        Assert.True(listed.Summary.GetProperty("more").GetBoolean());
        Assert.Equal(2, (await RunAsync("failures")).Count("count"));
        Assert.Equal(2, (await RunAsync("index", _folder.File("pictures"))).Count("waiting"));

        Assert.Equal(1, (await RunAsync("failures", "one.jpg", "--retry")).Count("changed"));
        var again = await RunAsync("index", _folder.File("pictures"));
        Assert.Equal((1, 1, 1), (again.Count("due"), again.Count("failed"), again.Count("waiting")));
        Assert.Equal(2, Attempts(await RunAsync("failures", "one.jpg")));

        Assert.Equal(1, (await RunAsync("failures", "--query", "key:one*", "--forget")).Count("changed"));
        Assert.Equal(1, (await RunAsync("failures")).Count("count"));
        Assert.Equal(1, (await RunAsync("index", _folder.File("pictures"))).Count("stale"));
        Assert.Equal(1, Attempts(await RunAsync("failures", "one.jpg")));
        Assert.Equal(2, (await RunAsync("failures", "--retry")).Count("changed"));
    }

    private static long Attempts(ToolRun run) => run.Objects[0].GetProperty("attempts").GetInt64();

    private async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", _folder.File("index.db"), "--json"]);
        Assert.All(run.Objects, SchemaCheck.Holds);
        return run;
    }
}
