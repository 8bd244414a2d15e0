using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

/// <summary>A summary is a noun phrase or a verb in the third person.</summary>
public sealed partial class Summaries
{
    [Fact]
    public void No_summary_is_a_question_or_a_passive()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(TestPaths.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .ToArray();
        Assert.True(sources.Length > 800, $"{sources.Length} files");
        Assert.Empty(
            from file in sources
            from Match match in Begun().Matches(File.ReadAllText(file))
            select $"{Path.GetFileName(file)}: {match.Groups[1].Value}"
        );
    }

    [GeneratedRegex(@"<summary>(?:\s*///)? *((?:What|Whether|Told)\b.*)")]
    private static partial Regex Begun();
}
