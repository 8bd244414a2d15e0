using System.Text.RegularExpressions;

namespace ImageTagging.Tool.Tests.Sights;

/// <summary>That a page fetches nothing, runs nothing, and that every element in it is one that the page means.</summary>
internal static partial class PageCheck
{
    public static void IsSelfContained(string page)
    {
        Assert.Contains(
            "Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-",
            page,
            StringComparison.Ordinal
        );
        string[] meant =
        [
            "!doctype",
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "main",
            "h1",
            "h2",
            "h3",
            "p",
            "section",
            "div",
            "b",
            "span",
            "img",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "figure",
            "figcaption",
            "a",
            "ul",
            "li",
        ];
        Assert.All(Element().Matches(page), e => Assert.Contains(e.Groups[1].Value.ToLowerInvariant(), meant));
        // Nothing is fetched: every source is data, and there is no address to follow.
        Assert.All(Source().Matches(page), s => Assert.StartsWith("data:image/", s.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotMatch("(?i)(href|action)=|url\\(|@import| on[a-z]+=", page);
    }

    [GeneratedRegex("<([!a-zA-Z][a-zA-Z0-9]*)")]
    private static partial Regex Element();

    [GeneratedRegex("src=\"([^\"]*)")]
    private static partial Regex Source();
}
