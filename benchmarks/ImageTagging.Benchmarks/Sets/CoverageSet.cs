using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The share of the libraries' branches that the tests of all projects together go through.</summary>
/// <remarks><c>--tests NAME</c> runs the projects only whose name contains it.</remarks>
internal sealed class CoverageSet : IBenchmarkSet
{
    // The tool is a program, and the suites for other people's indexes are tests themselves.
    private static readonly string[] s_noLibraries = ["ImageTagging.Tool", "ImageTagging.Conformance", "ImageTagging.Sdk"];

    public string Name => "coverage";

    public string Title => "Branches of the libraries that the tests go through (coverlet)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        var projects = Directory
            .GetDirectories(Path.Combine(Repository.Root, "tests"), "*.Tests")
            .Where(d => Path.GetFileName(d).Contains(run.Text("tests") ?? "", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
        var branches = new Dictionary<(string Assembly, string Branch), bool>();
        var failed = 0;
        foreach (var project in projects)
        {
            run.Say(Path.GetFileName(project));
            var results = Path.Combine(run.Scratch, Path.GetFileName(project));
            try
            {
                await ProgramRun.RunAsync(
                    "dotnet",
                    [
                        .. (string[])["test", project, "--configuration", "Release", "--results-directory", results],
                        .. (string[])["--settings", Path.Combine(Repository.Root, "eng", "coverage.runsettings")],
                    ],
                    none,
                    cancellationToken
                );
            }
            catch (InvalidOperationException fault)
            {
                // A test that fails is counted; what the others went through counts all the same.
                failed++;
                run.Say(fault.Message);
            }

            foreach (var file in Directory.EnumerateFiles(results, "coverage.json", SearchOption.AllDirectories))
            {
                Add(branches, await File.ReadAllBytesAsync(file, cancellationToken));
            }
        }

        run.Report("test projects that did not pass", failed, "projects", Bar.Under(0));
        if (run.Text("tests") is null)
        {
            var counted = branches.Keys.Select(b => b.Assembly).ToHashSet(StringComparer.Ordinal);
            var missing = Directory
                .GetDirectories(Path.Combine(Repository.Root, "src"), "ImageTagging*")
                .Select(d => Path.GetFileName(d)!)
                .Where(l => !s_noLibraries.Contains(l, StringComparer.Ordinal) && !counted.Contains(l))
                .ToArray();
            run.Say($"not counted: {string.Join(", ", missing)}");
            run.Report("libraries that could not be counted", missing.Length, "libraries", Bar.Under(0));
        }

        foreach (var library in branches.GroupBy(b => b.Key.Assembly, b => b.Value).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            run.Report(library.Key, Share(library), "% of branches");
        }

        run.Report("all libraries", Share(branches.Values), "% of branches", Bar.Over(90));
    }

    private static double Share(IEnumerable<bool> taken) => 100 * taken.Average(t => t ? 1.0 : 0);

    // Several projects go through a library; a branch that one of them takes is taken.
    private static void Add(Dictionary<(string, string), bool> branches, byte[] report)
    {
        using var read = JsonDocument.Parse(report);
        foreach (var library in read.RootElement.EnumerateObject())
        {
            var name = Path.GetFileNameWithoutExtension(library.Name);
            if (s_noLibraries.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            foreach (var file in library.Value.EnumerateObject())
            {
                foreach (var method in file.Value.EnumerateObject().SelectMany(c => c.Value.EnumerateObject()))
                {
                    foreach (var branch in method.Value.GetProperty("Branches").EnumerateArray())
                    {
                        var key = string.Join(
                            '|',
                            file.Name,
                            method.Name,
                            branch.GetProperty("Line"),
                            branch.GetProperty("Offset"),
                            branch.GetProperty("Path")
                        );
                        var isTaken = branch.GetProperty("Hits").GetInt64() > 0;
                        branches[(name, key)] = isTaken || branches.GetValueOrDefault((name, key));
                    }
                }
            }
        }
    }
}
