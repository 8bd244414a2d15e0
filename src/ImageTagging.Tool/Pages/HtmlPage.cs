using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Pages;

/// <summary>A page that is one file: style and pictures within, no script, nothing fetched. Every text from outside is encoded.</summary>
internal sealed class HtmlPage
{
    // What is wider is scrolled, as its labels could not be read when it is made to fit.
    private const int WidestFitting = 1_160;

    // Charts are drawn on white; in the dark they are turned over, their hues kept.
    private const string Style = """
        :root { color-scheme: light dark; --page: #f7f8fa; --card: #fff; --text: #1f2933; --soft: #52606d; --line: #dde2e8; --bad: #a33b00; --good: #00674c; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #14181d; --card: #1d232a; --text: #e6eaef; --soft: #a3afbb; --line: #333c46; --bad: #ff9a61; --good: #57d3ab; }
          img.chart { filter: invert(0.89) hue-rotate(180deg); }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 64px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 8px 0 4px; }
        h2 { font-size: 20px; margin: 0 0 12px; }
        h3 { font-size: 16px; margin: 20px 0 8px; overflow-wrap: anywhere; }
        p { margin: 0 0 12px; color: var(--soft); overflow-wrap: anywhere; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 18px 0; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
        .figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
        .figure b { display: block; font-size: 24px; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .figure span { color: var(--soft); font-size: 14px; }
        .scroll { overflow-x: auto; }
        img.chart { max-width: 100%; height: auto; display: block; margin: 0 auto 8px; }
        img.wide { max-width: none; margin: 0 0 8px; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 12px; }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 5px 7px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 9em; }
        th { color: var(--soft); font-weight: 600; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; }
        figure { margin: 0; min-width: 0; }
        figure .frame { display: grid; place-items: center; aspect-ratio: 4 / 3; background: var(--page); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; color: var(--soft); font-size: 13px; }
        figure img { max-width: 100%; max-height: 100%; display: block; }
        figcaption { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; padding-top: 4px; }
        figcaption b { color: var(--text); display: block; }
        .bad { color: var(--bad) !important; } .good { color: var(--good) !important; }
        """;

    private static readonly string s_style = Style.ReplaceLineEndings("\n");
    private static readonly string s_hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s_style)));
    private readonly StringBuilder _body = new();
    private readonly string _title;

    public HtmlPage(string title, string subtitle)
    {
        _title = title;
        _body.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(title)}</h1>\n<p>{Encode(subtitle)}</p>\n");
    }

    /// <summary>Large numbers with what they are.</summary>
    public void Figures(params (string Value, string Name)[] figures)
    {
        _body.Append("<div class=\"figures\">\n");
        foreach (var (value, name) in figures)
        {
            _body.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"figure\"><b>{Encode(value)}</b><span>{Encode(name)}</span></div>\n"
            );
        }

        _body.Append("</div>\n");
    }

    public void Begin(string heading, string? explanation = null)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Encode(heading)}</h2>\n");
        if (explanation is not null)
        {
            _body.Append(CultureInfo.InvariantCulture, $"<p>{Encode(explanation)}</p>\n");
        }
    }

    public void End() => _body.Append("</section>\n");

    public void Heading(string text) => _body.Append(CultureInfo.InvariantCulture, $"<h3>{Encode(text)}</h3>\n");

    public void Text(string text) => _body.Append(CultureInfo.InvariantCulture, $"<p>{Encode(text)}</p>\n");

    /// <summary>Charts side by side where there is room; each is an image of its own, so that their parts' names cannot clash.</summary>
    public void Charts(params (Chart Chart, string Says)[] charts)
    {
        _body.Append(charts.Length > 1 ? "<div class=\"pair\">\n" : "<div class=\"scroll\">\n");
        foreach (var (chart, says) in charts)
        {
            var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(chart.Svg()));
            _body.Append(
                CultureInfo.InvariantCulture,
                $"<img class=\"{(chart.Width > WidestFitting ? "chart wide" : "chart")}\" width=\"{chart.Width}\" height=\"{chart.Height}\" alt=\"{Encode(says)}\" src=\"data:image/svg+xml;base64,{svg}\">\n"
            );
        }

        _body.Append("</div>\n");
    }

    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var heading in headings)
        {
            _body.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(heading)}</th>");
        }

        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>");
            foreach (var cell in row)
            {
                _body.Append(CultureInfo.InvariantCulture, $"<td>{Encode(cell)}</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");
    }

    /// <summary>Thumbnails with a line in bold and one below.</summary>
    public void Pictures(IEnumerable<ImageTile> tiles)
    {
        _body.Append("<div class=\"pictures\">\n");
        foreach (var tile in tiles)
        {
            var inside = tile.DataUri is null
                ? "cannot be shown"
                : $"<img loading=\"lazy\" alt=\"{Encode(tile.Name)}\" src=\"{Encode(tile.DataUri)}\">";
            _body.Append(
                CultureInfo.InvariantCulture,
                $"<figure><div class=\"frame\">{inside}</div><figcaption><b{(tile.Tone is null ? "" : $" class=\"{tile.Tone}\"")}>{Encode(tile.Says)}</b>{Encode(tile.Name)}</figcaption></figure>\n"
            );
        }

        _body.Append("</div>\n");
    }

    /// <summary>Writes the page, replaced whole.</summary>
    public Task SaveAsync(string file, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(ToString()), cancellationToken);

    public override string ToString() =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-{s_hash}'; base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(_title)}</title>
            <style>{s_style}</style>
            </head>
            <body>
            <main>
            {_body}</main>
            </body>
            </html>

            """.ReplaceLineEndings("\n");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

/// <summary>A thumbnail: what is said of it, its name, and <c>good</c>, <c>bad</c> or null.</summary>
internal sealed record ImageTile(string? DataUri, string Says, string Name, string? Tone = null);
