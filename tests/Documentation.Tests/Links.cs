using System.Text.Json;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

public sealed partial class Links
{
    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var broken =
            from page in Page.All
            from Match link in Link().Matches(page.Text)
            let target = link.Groups[1].Value
            where
                !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith('#')
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let path = Path.GetFullPath(
                Path.Combine(Path.GetDirectoryName(page.Path)!, Uri.UnescapeDataString(target.Split('#')[0]))
            )
            where !Path.Exists(path)
            select $"{page.Name}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_of_the_documents_is_linked_from_their_index()
    {
        var index = File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "README.md"));
        var missing = Page
            .All.Where(p =>
                p.Name.StartsWith("docs/", StringComparison.Ordinal)
                && p.Name.Count(c => c == '/') == 1
                && p.Name != "docs/README.md"
            )
            .Select(p => Path.GetFileName(p.Path))
            .Where(n => !index.Contains($"({n})", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_json_block_is_json()
    {
        foreach (var block in Page.All.SelectMany(p => p.Blocks()).Where(b => b.Language == "json"))
        {
            var fault = Record.Exception(() =>
                JsonDocument
                    .Parse(
                        block.Text,
                        new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
                    )
                    .Dispose()
            );
            Assert.True(fault is null, $"{block}: {fault?.Message}");
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
