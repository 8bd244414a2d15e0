using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The share of small faults, put into five parts of the core one at a time, that the core's own tests find.</summary>
/// <remarks>
/// <c>--part NAME</c> takes one part only, <c>--files PATTERN</c> some of its files, <c>--report FOLDER</c> keeps Stryker's report.
/// Each fault is a run of the tests in the part's folder, some seconds: an hour a part where nothing else runs.
/// </remarks>
internal sealed class MutationSet : IBenchmarkSet
{
    // The folder's own tests have to find its faults: a run of all tests for each of thousands of faults would take days.
    private static readonly (string Name, string Folder)[] s_parts =
    [
        ("planner", "Planning"),
        ("budget", "Budgets"),
        ("query", "Querying"),
        ("vocabulary", "Vocabularies"),
        ("bulk writer", "Writing"),
    ];

    public string Name => "mutation";

    public string Title => "Mutation scores (Stryker.NET): small faults in five parts of the core that its tests find";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (only, files) = (run.Text("part"), run.Text("files") ?? "*.cs");
        var parts = s_parts.Where(p => only is null || p.Name == only).ToArray();
        if (parts.Length == 0)
        {
            throw new ArgumentException(
                $"There is no part '{only}'; there are: {string.Join(", ", s_parts.Select(p => p.Name))}.",
                nameof(run)
            );
        }

        foreach (var (name, folder) in parts)
        {
            run.Say(name);
            var report = Path.Combine(run.Text("report") ?? run.Scratch, folder);
            await ProgramRun.RunAsync(
                "dotnet",
                [
                    .. (string[])["stryker", "--config-file", Path.Combine(Repository.Root, "eng", "stryker.json")],
                    .. (string[])["--mutate", $"**/{folder}/**/{files}", "--output", report],
                ],
                new Dictionary<string, string>
                {
                    ["RunAnalyzers"] = "false",
                    ["OnlyTests"] = $"{folder}/**/*Tests.cs",
                    ["IMAGETAGGING_TRIALS"] = "1000",
                },
                cancellationToken,
                folder: Path.Combine(Repository.Root, "tests", "ImageTagging.Tests")
            );
            var (found, missed) = await CountAsync(Path.Combine(report, "reports", "mutation-report.json"), cancellationToken);
            run.Report($"{name}: faults", found + missed, "mutants");
            run.Report($"{name}: found by the tests", 100.0 * found / (found + missed), "%", Bar.Over(75));
        }
    }

    // Faults that do not compile, or that are left out by the configuration, are none.
    private static async Task<(int Found, int Missed)> CountAsync(string report, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(report);
        using var read = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        var ends = read
            .RootElement.GetProperty("files")
            .EnumerateObject()
            .SelectMany(f => f.Value.GetProperty("mutants").EnumerateArray())
            .Select(m => m.GetProperty("status").GetString())
            .ToArray();
        return (ends.Count(e => e is "Killed" or "Timeout"), ends.Count(e => e is "Survived" or "NoCoverage"));
    }
}
