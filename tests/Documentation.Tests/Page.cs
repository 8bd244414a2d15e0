using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

/// <summary>A Markdown page of the project and the code blocks in it.</summary>
public sealed record Page(string Path, string Text)
{
    public string Name => System.IO.Path.GetRelativePath(TestPaths.RepositoryRoot, Path);

    public static IReadOnlyList<Page> All { get; } =
    [
        .. new[] { "docs", "src", "samples", "notebooks", "spark" }
            .Select(f => System.IO.Path.Combine(TestPaths.RepositoryRoot, f))
            .Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(TestPaths.RepositoryRoot, "*.md"))
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => new Page(f, File.ReadAllText(f))),
    ];

    public static Page Readme => All.Single(p => p.Name == "README.md");

    public IEnumerable<CodeBlock> Blocks()
    {
        var lines = Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var fence = lines[i].TrimStart();
            if (!fence.StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, l => l.Trim() == "```");
            Assert.True(end > 0, $"{Name}:{i + 1}: a code block has no end.");
            yield return new(this, fence[3..].Trim(), i + 2, string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }
}
