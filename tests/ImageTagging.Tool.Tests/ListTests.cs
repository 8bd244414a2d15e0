using System.Text.Json;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class ListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_cannot_be_listed_is_told_by_ranges_as_by_listings_and_passed_on_by_a_worker()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names cannot exist there.");
        var pictures = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), Path.Combine(pictures, "coffee.png"));
        using var odd = OddName.In(pictures);
        var listed = await ToolRun.OfAsync("list", pictures, "--json");
        var split = await ToolRun.OfAsync("list", pictures, "--split", "2", "--json");
        Assert.Equal((1, 1), (listed.ExitCode, split.ExitCode));
        Assert.All(split.Objects, SchemaCheck.Holds);
        Assert.Equal(Gap(listed), Gap(split));
        Assert.Contains(
            "Could not list",
            (await ToolRun.OfAsync("list", pictures, "--split", "2")).Error,
            StringComparison.Ordinal
        );

        await File.WriteAllTextAsync(_folder.File("in.ndjson"), listed.Output);
        var run = await ToolRun.OfAsync(
            "worker",
            pictures,
            "--input",
            _folder.File("in.ndjson"),
            "--index",
            _folder.File("index.db")
        );
        Assert.Equal((0, 1L, 0L, 1L), (run.ExitCode, run.Count("tagged"), run.Count("failed"), run.Count("gaps")));
        Assert.Equal(Gap(listed), Gap(run));
    }

    [Fact]
    public async Task Ranges_are_laid_out_for_people_with_spaces()
    {
        var run = await ToolRun.OfAsync("list", TestPaths.Photos, "--split", "2");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Lines.Length);
        Assert.All(run.Lines, l => Assert.Matches(@"^ +[0-9]+  \[", l));
        Assert.DoesNotContain("\\u{", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_nothing_can_show_are_counted_by_kind()
    {
        var pictures = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), Path.Combine(pictures, "coffee.png"));
        byte[] raw = [.. "II*\0"u8, 16, 0, 0, 0, .. "CR"u8, .. new byte[64]];
        await File.WriteAllBytesAsync(Path.Combine(pictures, "a.cr2"), raw);
        await File.WriteAllBytesAsync(Path.Combine(pictures, "b.cr2"), [.. raw, 1]);
        await File.WriteAllBytesAsync(Path.Combine(pictures, "c.jpg"), []);
        await File.WriteAllTextAsync(Path.Combine(pictures, "d.jpg"), "This is a text.");
        string[] arguments = [pictures, "--tagger", "onnx", "--index", _folder.File("index.db")];
        var run = await ToolRun.OfAsync(["index", .. arguments, "--report", _folder.File("report.json"), "--json"]);
        Assert.All(run.Objects, SchemaCheck.Holds);
        Check(run.Summary);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("report.json")));
        Check(report.RootElement);
        arguments[^1] = _folder.File("other.db");
        Assert.Contains(
            "Not taken: 1 empty file, 1 file that is no picture, 2 raw files without a preview",
            (await ToolRun.OfAsync(["index", .. arguments])).Output,
            StringComparison.Ordinal
        );

        static void Check(JsonElement told)
        {
            var failed = told.GetProperty("failedBy").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
            Assert.Equal((2, 1, 1), (failed["RawWithoutPreview"], failed["Empty"], failed["NotAPicture"]));
        }
    }

    [Fact]
    public async Task What_is_not_taken_is_told_by_kind_in_the_summary_the_report_and_the_plan()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        var pictures = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), Path.Combine(pictures, "coffee.png"));
        foreach (var name in (string[])["a.mov", "b.MP4", "c.webm", "d.xcf", "coffee.png.xmp", "e.txt"])
        {
            await File.WriteAllTextAsync(Path.Combine(pictures, name), "none");
        }

        File.CreateSymbolicLink(Path.Combine(pictures, "link.png"), "coffee.png");
        File.CreateSymbolicLink(Path.Combine(pictures, "other.png"), "coffee.png");
        const string Words = "Not taken: 2 links, 3 videos, 1 picture of another kind, 1 file beside a picture, 1 other file";
        string[] arguments = [pictures, "--tagger", "metadata", "--videos", "false", "--index", _folder.File("index.db")];
        var plan = await ToolRun.OfAsync(["plan", .. arguments]);
        Assert.Contains(Words, plan.Output, StringComparison.Ordinal);
        var run = await ToolRun.OfAsync(["index", .. arguments, "--report", _folder.File("report.json")]);
        Assert.Contains(Words, run.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("report.json")));
        Check(report.RootElement);
        var again = await ToolRun.OfAsync(["index", .. arguments, "--json"]);
        Assert.All(again.Objects, SchemaCheck.Holds);
        Check(again.Summary);

        static void Check(JsonElement told)
        {
            var excluded = told.GetProperty("excluded").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
            Assert.Equal(
                new()
                {
                    ["link"] = 2,
                    ["video"] = 3,
                    ["otherPicture"] = 1,
                    ["sidecar"] = 1,
                    ["otherFile"] = 1,
                },
                excluded
            );
        }
    }

    private static string Gap(ToolRun run) => run.Objects.Single(o => o.GetProperty("type").GetString() == "gap").GetRawText();
}
