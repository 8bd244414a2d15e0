using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

/// <summary>The page of promises names a test for each, and the test is there.</summary>
public sealed partial class Promises
{
    private static Page Page { get; } = Documentation.Tests.Page.All.Single(p => p.Name == "docs/promises.md");

    [Fact]
    public void Every_promise_names_its_tests_and_they_exist()
    {
        var sections = Page.Text.Split("\n## ").Skip(1).ToArray();
        Assert.True(sections.Length >= 15);
        foreach (var section in sections)
        {
            var title = section.Split('\n')[0];
            var proofs = Proof().Matches(section);
            Assert.True(proofs.Count > 0, $"'{title}' names no test.");
            foreach (Match proof in proofs)
            {
                var (type, method) = (proof.Groups["class"].Value, proof.Groups["method"].Value);
                var path = Path.GetFullPath(Path.Combine(TestPaths.RepositoryRoot, "docs", proof.Groups["path"].Value));
                Assert.True(File.Exists(path), $"'{title}' names {path}, which is not there.");
                var code = File.ReadAllText(path);
                Assert.True(Regex.IsMatch(code, $@"\bclass {type}\b"), $"'{title}': {path} has no class {type}.");
                var at = Regex.Match(code, $@"\b(Task|void) {method}\(").Index;
                var head = code[Math.Max(0, code.LastIndexOf("\n\n", at, StringComparison.Ordinal))..at];
                Assert.True(
                    at > 0
                        && (
                            head.Contains("[Fact", StringComparison.Ordinal) || head.Contains("[Theory", StringComparison.Ordinal)
                        ),
                    $"'{title}': {type} has no test {method}."
                );
            }
        }
    }

    [GeneratedRegex(@"^- \[`(?<class>\w+)\.(?<method>\w+)`\]\((?<path>[^)]+)\)", RegexOptions.Multiline)]
    private static partial Regex Proof();
}
