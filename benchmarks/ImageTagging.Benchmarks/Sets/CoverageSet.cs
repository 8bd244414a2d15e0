using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The share of the libraries' branches that the tests of all projects together go through.</summary>
/// <remarks>
/// <c>--tests NAME</c> runs the projects only whose name contains it, <c>--report FOLDER</c> keeps what was counted for each project.
/// The files with the most branches that no test goes through are listed at the end.
/// </remarks>
internal sealed class CoverageSet : IBenchmarkSet
{
    private const int Listed = 20;

    // The tool is a program, and the suites for other people's indexes are tests themselves.
    private static readonly string[] s_noLibraries = ["ImageTagging.Tool", "ImageTagging.Conformance", "ImageTagging.Sdk"];

    private static readonly string s_shared = Path.Combine(Repository.Root, "src", "Shared") + Path.DirectorySeparatorChar;

    public string Name => "coverage";

    public string Title => "Branches of the libraries that the tests go through (coverlet)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        var projects = Directory
            .GetDirectories(Path.Combine(Repository.Root, "tests"), "*.Tests")
            .Where(d => Path.GetFileName(d).Contains(run.Text("tests") ?? "", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
        var branches = new Dictionary<Branch, bool>();
        var failed = 0;
        foreach (var project in projects)
        {
            run.Say(Path.GetFileName(project));
            var results = Path.Combine(run.Text("report") ?? run.Scratch, Path.GetFileName(project));
            // What an earlier run left is of other code. A project that does not build leaves nothing.
            if (Directory.Exists(results))
            {
                Directory.Delete(results, recursive: true);
            }

            Directory.CreateDirectory(results);
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
        foreach (
            var (file, missed, all) in branches
                .GroupBy(b => b.Key.File, b => b.Value)
                .Select(f => (f.Key, f.Count(taken => !taken), f.Count()))
                .OrderByDescending(f => f.Item2)
                .Take(Listed)
        )
        {
            run.Say($"{missed} of {all} branches not gone through: {Path.GetRelativePath(Repository.Root, file)}");
        }
    }

    private static double Share(IEnumerable<bool> taken) => 100 * taken.Average(t => t ? 1.0 : 0);

    // Several projects go through a library; a branch that one of them takes is taken.
    private static void Add(Dictionary<Branch, bool> branches, byte[] report)
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
                        // Shared source is compiled into several libraries, and counted once.
                        var key = new Branch(
                            file.Name.StartsWith(s_shared, StringComparison.Ordinal) ? "source that libraries share" : name,
                            file.Name,
                            method.Name,
                            branch.GetProperty("Line").GetInt32(),
                            branch.GetProperty("Offset").GetInt32(),
                            branch.GetProperty("Path").GetInt32()
                        );
                        branches[key] = branch.GetProperty("Hits").GetInt64() > 0 || branches.GetValueOrDefault(key);
                    }
                }
            }
        }
    }

    private readonly record struct Branch(string Assembly, string File, string Method, int Line, int Offset, int Path);
}
