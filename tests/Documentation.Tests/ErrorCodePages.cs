using System.Net;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

public sealed partial class ErrorCodePages
{
    private static readonly string s_sources = Path.Combine(TestPaths.RepositoryRoot, "src");

    // Doubles and suites speak as the services do; the tool's own code is Usage.
    private static readonly string[] s_others = ["ImageTagging.Testing", "ImageTagging.Conformance", "ImageTagging.Tool"];

    [Fact]
    public void Every_code_stands_on_the_page_with_its_cause_and_its_remedy()
    {
        var source = File.ReadAllText(Path.Combine(s_sources, "ImageTagging.Abstractions", "ErrorCodes.cs"));
        var codes = Code().Matches(source);
        Assert.Equal(typeof(ErrorCodes).GetFields().Length, codes.Count);
        var page = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "troubleshooting.md"));
        Assert.All(
            codes,
            code =>
            {
                Assert.Equal(code.Groups["name"].Value, code.Groups["value"].Value);
                Assert.Contains(
                    $"\n| `{code.Groups["name"].Value}` | {Text(code, "cause")} | {Text(code, "remedy")} |\n",
                    page,
                    StringComparison.Ordinal
                );
            }
        );
    }

    [Fact]
    public void Libraries_name_their_codes_by_the_constants()
    {
        var own = typeof(ErrorCodes).GetFields().Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var written =
            from file in Directory.EnumerateFiles(s_sources, "*.cs", SearchOption.AllDirectories)
            let parts = Path.GetRelativePath(s_sources, file).Split(Path.DirectorySeparatorChar)
            where !s_others.Contains(parts[0]) && !parts.Contains("obj") && parts[^1] != "ErrorCodes.cs"
            from Match literal in Given().Matches(File.ReadAllText(file))
            where
                literal.Groups.Values.Skip(1).Any(g => own.Contains(g.Value))
                || literal.Value.StartsWith("Code = ", StringComparison.Ordinal)
            select $"{string.Join('/', parts)}: {literal.Value}";
        Assert.Empty(written);
    }

    private static string Text(Match code, string group) =>
        WebUtility.HtmlDecode(Inline().Replace(code.Groups[group].Value, "`$1`"));

    [GeneratedRegex(
        """/// <summary>(?<cause>[^\n]+)</summary>\s+/// <remarks>(?<remedy>[^\n]+)</remarks>\s+public const string (?<name>\w+) = "(?<value>\w+)";"""
    )]
    private static partial Regex Code();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Inline();

    [GeneratedRegex(
        """(?<!\w)Code (?:=|==|is) "([A-Z]\w+)"|\bCode: "([A-Z]\w+)"|ImageFailureReason\([^"()]*, "([A-Z]\w+)\x22|\b(?:Refused|Fault|Failed)\("([A-Z]\w+)\x22"""
    )]
    private static partial Regex Given();
}
