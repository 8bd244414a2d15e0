using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

/// <summary>What may not be trimmed or compiled ahead of time says so on its own page.</summary>
public sealed class TrimmingNotes
{
    [Fact]
    public void Every_package_is_made_for_trimming_or_says_that_it_is_not()
    {
        var projects = Directory
            .EnumerateFiles(Path.Combine(TestPaths.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => (Path: p, Text: File.ReadAllText(p)))
            .Where(p => p.Text.Contains("<ProjectType>Library</ProjectType>", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(projects);
        var silent = projects
            .Where(p => !p.Text.Contains("<IsAotCompatible>true</IsAotCompatible>", StringComparison.Ordinal))
            .Where(p =>
                !File.ReadAllText(Path.Combine(Path.GetDirectoryName(p.Path)!, "README.md"))
                    .ReplaceLineEndings(" ")
                    .Contains("compiled ahead of time", StringComparison.Ordinal)
            )
            .Select(p => Path.GetFileNameWithoutExtension(p.Path));
        Assert.Empty(silent);
    }
}
