using System.Diagnostics;
using System.Xml.Linq;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>The start of a job over a bucket: what it loads until its first call is what is compiled ahead, and no more.</summary>
public sealed class StartTests(Surroundings around) : IDisposable
{
    public void Dispose() => around.Rekognition.HoldFor = null;

    [Fact]
    public async Task Whatever_is_loaded_before_the_first_call_is_compiled_ahead_in_the_package()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");
        await using var store = await S3Double.StartAsync();
        store.CreateBucket("start").Put("a.jpg", "a picture"u8.ToArray());
        var index = await Surroundings.NewIndexAsync("elasticsearch");
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mapped = new TaskCompletionSource<string[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Others' answers and stores are about their own pictures alone.
        around.Rekognition.ReadObject = null;
        around.Rekognition.AnswerFor = _ => [new() { Name = "Cat", Confidence = 95 }];
        around.Rekognition.HoldFor = async _ =>
            mapped.TrySetResult(await File.ReadAllLinesAsync($"/proc/{await started.Task}/maps"));
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "index",
                "s3://start",
                "--tagger",
                "rekognition",
                "--transfer",
                "reference",
                "--budget",
                "1",
                "--index",
                index,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ENDPOINT_URL_S3"] = store.Address.ToString() },
        };
        using var process = Process.Start(start)!;
        started.SetResult(process.Id);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await error);
        await Surroundings.DeleteIndexAsync(index);

        string[] loaded =
        [
            .. (await mapped.Task)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(5).LastOrDefault() ?? "")
                .Where(file => file.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal))
                .Select(file => Path.GetFileName(file))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Contains("imagetag.dll", loaded);
        // Whoever adds to the list weighs how much larger the package becomes; what is not needed yet is loaded later.
        string[] tooLarge = ["AWSSDK.Core.dll", "AWSSDK.S3.dll", "Elastic.Transport.dll", "Spectre.Console.dll"];
        Assert.Empty(loaded.Except([.. CompiledAhead(), .. tooLarge], StringComparer.Ordinal));
    }

    private static IEnumerable<string> CompiledAhead() =>
        XDocument
            .Load(Path.Combine(TestPaths.RepositoryRoot, "src/ImageTagging.Tool/ImageTagging.Tool.csproj"))
            .Descendants("StartAssemblies")
            .Select(e => e.Attribute("Include")!.Value);
}
