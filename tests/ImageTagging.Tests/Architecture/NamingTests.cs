using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Architecture;

/// <summary>One word a concept in the names of types, over all packages.</summary>
public sealed partial class NamingTests
{
    private static readonly (string Name, bool IsPublic, string Namespace, string Package)[] s_types =
    [
        .. TypesOf(Path.Combine(TestPaths.RepositoryRoot, "src")),
    ];

    /// <summary>What people see are pictures; the code's noun is image.</summary>
    [Fact]
    public void No_type_is_called_a_picture()
    {
        Assert.True(s_types.Length > 1_000, $"{s_types.Length} types");
        Assert.Empty(
            s_types.Where(t => t.Name.Contains("Picture", StringComparison.Ordinal)).Select(t => $"{t.Name} in {t.Namespace}")
        );
    }

    [Fact]
    public void No_two_public_types_have_one_simple_name() =>
        Assert.Empty(s_types.Where(t => t.IsPublic).GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(Describe));

    /// <summary>
    /// An operation over many ends with a report, one over a single item with a result. Public names that hosts have compiled against
    /// stay as they are; the sum of a run's calls is a row of statistics, and a slow answer is one that is being waited for.
    /// </summary>
    [Fact]
    public void The_core_has_two_suffixes_for_what_an_operation_gives() =>
        Assert.Equal(
            ["CallStatistics", "ImageOutcome", "SearchAnswer", "SlowAnswer", "WriteOutcome"],
            s_types
                .Where(t => t.Package is "ImageTagging" or "ImageTagging.Abstractions")
                .Select(t => t.Name)
                .Where(n => OtherResult().IsMatch(n))
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Each package's <c>Log</c> holds its own messages, as the platform's generator wants them.</summary>
    [Fact]
    public void No_three_types_have_one_simple_name() =>
        Assert.Empty(s_types.Where(t => t.Name != "Log").GroupBy(t => t.Name).Where(g => g.Count() > 2).Select(Describe));

    private static string Describe(IGrouping<string, (string Name, bool IsPublic, string Namespace, string Package)> types) =>
        $"{types.Key}: {string.Join(", ", types.Select(t => t.Namespace))}";

    private static IEnumerable<(string Name, bool IsPublic, string Namespace, string Package)> TypesOf(string sources) =>
        from file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(sources, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        let text = File.ReadAllText(file)
        let at = Namespace().Match(text).Groups[1].Value
        from Match match in Declaration().Matches(text)
        // The parts of a partial type are one type, and so are a type with and one without a type parameter.
        group match.Groups["access"].Value == "public" by (match.Groups["name"].Value, at, path.Split('/')[0]) into parts
        select (parts.Key.Value, parts.Any(p => p), parts.Key.at, parts.Key.Item3);

    [GeneratedRegex(
        @"^[ \t]*(?<access>public|internal)(?: (?:static|sealed|abstract|partial|readonly|ref|unsafe|file))* (?:record struct|record class|class|record|struct|interface|enum) (?<name>[A-Z]\w*)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex("(?:Outcome|Answer|Verdict|Summary|Statistics|Response|Conclusion)$")]
    private static partial Regex OtherResult();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
