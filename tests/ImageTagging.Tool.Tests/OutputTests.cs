using System.Diagnostics;
using System.Text;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Tests;

/// <summary>What becomes of files and streams that a command writes.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_index_is_not_written_over()
    {
        await FillAsync();
        var run = await ToolRun.OfAsync("export", "--to", Index, "--index", Index);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("not written over", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.OfAsync("stats", "--index", Index)).ExitCode);
        Assert.Equal(2, (await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index, "--report", Index)).ExitCode);
        Assert.Equal(0, (await ToolRun.OfAsync("stats", "--index", Index)).ExitCode);
    }

    [Theory]
    [InlineData("space/rocket.jpg", "export", "--to")]
    [InlineData("things/coffee.png", "stats", "--plot")]
    [InlineData("things/coffee.png", "index", "--report")]
    public async Task A_photograph_is_not_written_over(string photo, string command, string option)
    {
        await FillAsync();
        var file = _folder.File(Path.GetFileName(photo));
        File.Copy(Path.Combine(TestPaths.Photos, photo), file);
        string[] source = command == "index" ? [TestPaths.Photos] : [];
        var run = await ToolRun.OfAsync([command, .. source, option, file, "--index", Index]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a picture and is not written over", run.Error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, photo)), await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_chart_is_drawn_anew_over_the_last_one()
    {
        await FillAsync();
        for (var time = 0; time < 2; time++)
        {
            var run = await ToolRun.OfAsync("stats", "--plot", _folder.File("chart.png"), "--index", Index);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        using var chart = NetVips.Image.NewFromFile(_folder.File("chart.png"));
        Assert.InRange(chart.Width, 100, 10_000);
    }

    [Theory]
    [InlineData("GIF89a", true)]
    [InlineData("RIFF\u0001\u0001\u0001\u0001WEBPVP8 ", true)]
    [InlineData("RIFF\u0001\u0001\u0001\u0001WAVE", false)]
    [InlineData("II*\0", true)]
    [InlineData("\0\0\0\u0018ftypheic", true)]
    [InlineData("\0\0\0\u0018ftypavif", true)]
    [InlineData("\0\0\0\u0018ftypisom", false)]
    [InlineData("{\"source\":", false)]
    [InlineData("image,", false)]
    [InlineData("PAR1", false)]
    [InlineData("", false)]
    public void A_picture_is_told_by_its_first_bytes(string start, bool isPicture) =>
        Assert.Equal(isPicture, ImageFile.IsForeign(Encoding.Latin1.GetBytes(start)));

    [Fact]
    public async Task A_link_keeps_pointing_at_the_file_that_is_replaced()
    {
        await FillAsync();
        await File.WriteAllTextAsync(_folder.File("real.csv"), "old");
        File.CreateSymbolicLink(_folder.File("link.csv"), _folder.File("real.csv"));
        Assert.Equal(0, (await ExportAsync("link.csv")).ExitCode);
        Assert.NotNull(new FileInfo(_folder.File("link.csv")).LinkTarget);
        Assert.StartsWith(
            "image,",
            (await File.ReadAllTextAsync(_folder.File("real.csv"))).TrimStart('\uFEFF'),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Devices_and_pipes_are_written_as_they_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no device files.");
        await FillAsync();
        Assert.Equal(0, (await ToolRun.OfAsync("export", "--to", "/dev/null", "--index", Index)).ExitCode);
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        var pipe = _folder.File("pipe.ndjson");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var reader = Process.Start(
            new ProcessStartInfo("cat", [pipe]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var reading = reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var run = await ExportAsync("pipe.ndjson", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(run.Count("records"), (await reading).Count(c => c == '\n'));
    }

    [Fact]
    public async Task What_a_killed_export_left_is_taken_over()
    {
        await FillAsync();
        await File.WriteAllTextAsync(_folder.File(".all.csv.imagetag-part"), "half");
        var run = await ExportAsync("all.csv");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["all.csv"], Directory.GetFiles(_folder.Path, "*all*").Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("advise", "--images", "10", "--price", "0,001")]
    [InlineData("advise", "--images", "10", "--quota", "2,5")]
    [InlineData("advise", "--images", "10", "--quota", "NaN")]
    [InlineData("index", ".", "--budget", "1,5")]
    [InlineData("evaluate", "truth.csv", "--threshold", "4,8")]
    [InlineData("index", ".", "--min-confidence", "5 5")]
    public async Task A_decimal_comma_is_refused_and_not_taken_for_thousands(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            $"{arguments[^2]} takes a number such as 1.5, not '{arguments[^1]}'.",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("list")]
    [InlineData("worker")]
    [InlineData("index")]
    public async Task A_full_disk_behind_standard_output_is_one_sentence(string command)
    {
        var listings = await ToolRun.OfAsync("list", TestPaths.Photos, "--json");
        await File.WriteAllTextAsync(_folder.File("listings.ndjson"), listings.Output);
        string[] more = command switch
        {
            "worker" => ["--input", _folder.File("listings.ndjson"), "--tagger", "metadata", "--index", Index],
            "index" => ["--tagger", "metadata", "--json", "--index", Index],
            _ => ["--json"],
        };
        using var error = new StringWriter();
        using var output = new FullWriter();
        var exit = await ToolProgram.RunAsync(
            [command, TestPaths.Photos, .. more],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            (3, "imagetag: No space is left." + Environment.NewLine),
            (exit, error.ToString()[error.ToString().IndexOf("imagetag:", StringComparison.Ordinal)..])
        );
    }

    [Fact]
    public async Task A_worker_whose_reader_goes_away_does_not_say_that_all_is_done()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Closed pipes are looked for on Unix.");
        // The input stays open, so that only the reader's end can be why it ends.
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "worker",
                TestPaths.Photos,
                "--tagger",
                "metadata",
                "--index",
                Index,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var worker = Process.Start(start)!;
        var listings = await ToolRun.OfAsync("list", TestPaths.Photos, "--json");
        await worker.StandardInput.WriteLineAsync(listings.Lines[0]);
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains(
            "\"tagged\"",
            await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        worker.StandardOutput.Close();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, worker.ExitCode);
    }

    private Task<ToolRun> ExportAsync(string file, params string[] more) =>
        ToolRun.OfAsync(["export", "--to", _folder.File(file), "--index", Index, .. more]);

    private async Task FillAsync() =>
        Assert.Equal(0, (await ToolRun.OfAsync("index", TestPaths.Photos, "--tagger", "metadata", "--index", Index)).ExitCode);

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space is left.");

        public override void Write(string? value) => throw new IOException("No space is left.");

        public override void WriteLine(string? value) => throw new IOException("No space is left.");
    }
}
