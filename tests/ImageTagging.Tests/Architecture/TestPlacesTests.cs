using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Architecture;

/// <summary>Who looks for a class's tests finds them under its name, in the folder that mirrors its own.</summary>
public sealed partial class TestPlacesTests
{
    private const int Large = 60;

    /// <summary>Suites of a behaviour keep their names, so that not every class has one.</summary>
    [Fact]
    public void Two_thirds_of_the_cores_larger_classes_have_tests_of_their_name()
    {
        var core = LargeTypes("ImageTagging").ToArray();
        Assert.True(core.Length > 100, $"{core.Length} types");
        var without = core.Where(t => !t.HasTests).Select(t => t.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.True(
            3 * without.Length <= core.Length,
            $"{core.Length - without.Length} of {core.Length}; without are {string.Join(", ", without)}"
        );
    }

    /// <summary>Lower than the core's, as providers are tested as a whole against their services; it may only rise.</summary>
    [Fact]
    public void The_share_over_all_libraries_falls_no_more()
    {
        var all = Directory
            .GetDirectories(Path.Combine(TestPaths.RepositoryRoot, "src"))
            .SelectMany(d => LargeTypes(Path.GetFileName(d)))
            .ToArray();
        var with = all.Count(t => t.HasTests);
        Assert.True(100 * with >= 20 * all.Length, $"{with} of {all.Length}");
    }

    private static IEnumerable<(string Name, bool HasTests)> LargeTypes(string library)
    {
        var sources = Path.Combine(TestPaths.RepositoryRoot, "src", library);
        var tests = Path.Combine(TestPaths.RepositoryRoot, "tests", library + ".Tests");
        return from file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(sources, file)
            where path.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")
            from name in LargeTypesOf(File.ReadAllLines(file))
            select (name, File.Exists(Path.Combine(tests, Path.GetDirectoryName(path)!, name + "Tests.cs")));
    }

    // As the formatter leaves them: a declaration stands at the beginning of its line, and so does what ends it.
    private static IEnumerable<string> LargeTypesOf(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (Declaration().Match(lines[i]) is { Success: true } declared)
            {
                var end = Array.FindIndex(lines, i, l => l == "}" || (l.EndsWith(';') && !l.StartsWith(' ')));
                if (end - i >= Large)
                {
                    yield return declared.Groups["name"].Value;
                }

                i = Math.Max(i, end);
            }
        }
    }

    [GeneratedRegex(
        @"^(?:public |internal |static |sealed |abstract |readonly |partial |ref |unsafe )*(?:record struct|record class|class|record|struct) (?<name>[A-Z]\w*)"
    )]
    private static partial Regex Declaration();
}
