using System.Text.RegularExpressions;
using System.Xml.Linq;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Architecture;

/// <summary>Who may depend on whom: folders of the core in one direction only, packages on the core and never on each other.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string s_sources = Path.Combine(TestPaths.RepositoryRoot, "src");

    // Packages that stand on others than the core; what the tool and the bundle put together is theirs to choose.
    private static readonly Dictionary<string, string[]> s_mayUse = new(StringComparer.Ordinal)
    {
        ["ImageTagging.Abstractions"] = [],
        ["ImageTagging"] = ["ImageTagging.Abstractions"],
        ["ImageTagging.Elasticsearch.Aws"] = ["ImageTagging.Elasticsearch"],
        ["ImageTagging.Elasticsearch.ElasticClient"] = ["ImageTagging.Elasticsearch"],
        ["ImageTagging.Rekognition.AwsSdk"] = ["ImageTagging.Rekognition"],
        ["ImageTagging.AspNetCore"] = ["ImageTagging.Imaging", "ImageTagging.Metadata"],
        ["ImageTagging.Mcp"] = ["ImageTagging.AspNetCore"],
        ["ImageTagging.Onnx"] = ["ImageTagging.Imaging"],
    };

    private static readonly string[] s_together = ["ImageTagging.Sdk", "ImageTagging.Tool"];

    /// <summary>A folder's types are named by its files or by their <c>using</c>, which the build allows only where it is needed.</summary>
    [Fact]
    public void Folders_of_the_core_depend_on_each_other_in_one_direction()
    {
        var core = Path.Combine(s_sources, "ImageTagging");
        var folders = Directory
            .GetDirectories(core)
            .Where(d => Path.GetFileName(d) is not ("bin" or "obj"))
            .ToDictionary(
                d => Path.GetFileName(d)!,
                d => Directory.GetFiles(d, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray()
            );
        var uses = folders.ToDictionary(f => f.Key, f => UsesOf(f.Key, f.Value, folders.Keys).ToHashSet(StringComparer.Ordinal));
        Assert.Contains("Planning", uses["Running"]);

        // What depends on nothing that is left is taken out, until nothing is left, or a circle.
        while (uses.FirstOrDefault(u => u.Value.Count == 0).Key is { } free)
        {
            uses.Remove(free);
            foreach (var others in uses.Values)
            {
                others.Remove(free);
            }
        }

        Assert.True(
            uses.Count == 0,
            "A circle: " + string.Join("; ", uses.Select(u => $"{u.Key} needs {string.Join(", ", u.Value.Order())}"))
        );
    }

    [Fact]
    public void Every_folder_of_the_core_is_described()
    {
        var page = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "architecture.md"));
        var rows = page.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        Assert.All(
            Directory
                .GetFiles(Path.Combine(s_sources, "ImageTagging"), "*.cs", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Path.Combine(s_sources, "ImageTagging"), f).Split(Path.DirectorySeparatorChar))
                .Where(p => p is [not ("bin" or "obj"), _, ..])
                .Select(p => p[0])
                .Distinct(),
            folder => Assert.Contains(rows, r => r.Split('|')[1].Contains($"`{folder}`", StringComparison.Ordinal))
        );
    }

    /// <summary>The page follows a picture; what a step asks, without handing the picture on, stands behind <c>*Asks*</c>.</summary>
    [Fact]
    public void A_pictures_way_is_short_and_passes_no_file_twice()
    {
        var page = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "architecture.md"));
        var steps = Step().Matches(page.Split("## The way of a picture")[1].Split("\n## ")[0]);
        var passed = steps
            .SelectMany(s => Link().Matches(s.Value.Split("*Asks*")[0]))
            .Select(l => l.Groups["path"].Value)
            .ToArray();
        Assert.InRange(passed.Length, 10, 18);
        Assert.Equal(passed.Length, passed.Distinct(StringComparer.Ordinal).Count());

        // The listing's pages and the scan's are of one class.
        var channels = passed.Count(p => File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, p)).Contains("Channel.Create"));
        Assert.InRange(channels + 1, 2, 4);
    }

    [Fact]
    public void Packages_depend_on_the_core_and_never_on_each_other()
    {
        List<string> wrong = [];
        foreach (var project in Directory.GetFiles(s_sources, "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var may = s_mayUse.GetValueOrDefault(name) ?? [];
            wrong.AddRange(
                XDocument
                    .Load(project)
                    .Descendants("ProjectReference")
                    .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))
                    .Where(r =>
                        r is not ("ImageTagging" or "ImageTagging.Abstractions") || (s_mayUse.ContainsKey(name) && may is [])
                    )
                    .Where(r => !may.Contains(r) && !s_together.Contains(name))
                    .Select(r => $"{name} depends on {r}")
            );
        }

        Assert.Empty(wrong);
    }

    /// <summary>Indexes, pages and the tool take what they need from the public surface, as anybody's would.</summary>
    [Theory]
    [InlineData("ImageTagging")]
    [InlineData("ImageTagging.Sqlite")]
    [InlineData("ImageTagging.Elasticsearch")]
    [InlineData("ImageTagging.Evaluation")]
    [InlineData("ImageTagging.Imaging")]
    public void Only_tests_and_benchmarks_see_the_internals_of(string package)
    {
        var friends = XDocument
            .Load(Path.Combine(s_sources, package, package + ".csproj"))
            .Descendants("InternalsVisibleTo")
            .Select(f => (string)f.Attribute("Include")!);
        Assert.All(
            friends,
            f =>
                Assert.True(
                    f.EndsWith(".Tests", StringComparison.Ordinal) || f is "TestSupport" or "ImageTagging.Benchmarks",
                    $"{f} sees the internals of {package}"
                )
        );
    }

    /// <summary>What the code cannot say: which states belong together, and what may happen at the same time.</summary>
    [Theory]
    [InlineData("ImageTagging")]
    [InlineData("ImageTagging.Sqlite")]
    public void Every_lock_semaphore_and_channel_says_why_it_is_there(string package)
    {
        var found = 0;
        List<string> silent = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(s_sources, package), "*.cs", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 1; i < lines.Length; i++)
            {
                if (Shared().IsMatch(lines[i]))
                {
                    found++;
                    // Fields of one reason stand together under it.
                    var above = i - 1;
                    while (Shared().IsMatch(lines[above]))
                    {
                        above--;
                    }

                    if (!lines[above].TrimStart().StartsWith("//", StringComparison.Ordinal))
                    {
                        silent.Add($"{Path.GetFileName(file)}: {lines[i].Trim()}");
                    }
                }
            }
        }

        Assert.InRange(found, 5, 500);
        Assert.Empty(silent);
    }

    private static IEnumerable<string> UsesOf(string folder, string[] files, IEnumerable<string> folders) =>
        from other in folders
        where other != folder
        where files.Any(f => Using(other).IsMatch(f) || Qualified(other).IsMatch(Comment().Replace(f, "")))
        select other;

    private static Regex Using(string folder) => new($@"^using (?:static )?ImageTagging\.{folder}\b", RegexOptions.Multiline);

    private static Regex Qualified(string folder) => new($@"(?<![\w.""]){folder}\.[A-Z]\w+[.(<]");

    [GeneratedRegex(@"^    (?:private|internal|public) .*(?:\bvolatile\b|\bLock _|\bSemaphoreSlim \w+[ ;]|\bChannel<)")]
    private static partial Regex Shared();

    [GeneratedRegex(@"^\d+\. (?:.+\n?)+?(?=^\d+\. |^\n)", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex(@"\]\(\.\./(?<path>src/ImageTagging/[^)]+\.cs)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"//.*|""(?:\\.|[^""\\])*""")]
    private static partial Regex Comment();
}
