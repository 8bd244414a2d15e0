using System.Text.RegularExpressions;
using ScottPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>A drawn chart and the size that its labels need, in pixels.</summary>
internal sealed partial class Chart(Plot plot, int width, int height) : IDisposable
{
    public Plot Plot { get; } = plot;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public void Dispose() => Plot.Dispose();

    /// <summary>Writes it as PNG or SVG, by the file's ending.</summary>
    public void Save(string file)
    {
        var path = Path.GetFullPath(file);
        switch (Kind(file))
        {
            case ".png":
                Plot.SavePng(path, Width, Height);
                break;
            default:
                File.WriteAllText(path, Svg());
                break;
        }
    }

    /// <summary>The chart as an SVG element without a head of its own.</summary>
    public string Svg()
    {
        var text = Plot.GetSvgXml(Width, Height);
        var at = text.IndexOf("<svg", StringComparison.Ordinal);
        // Whoever looks at it may not have the font that it was measured with.
        return FontFamily().Replace(at < 0 ? text : text[at..], "font-family=\"$1, Arial, sans-serif\"");
    }

    [GeneratedRegex("font-family=\"([^\",]*)\"")]
    private static partial Regex FontFamily();

    /// <summary>The ending of a chart's file; anything but the two is refused before work begins.</summary>
    public static string Kind(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".png" => ".png",
            ".svg" => ".svg",
            _ => throw new ImageTaggingException("A chart is written as .png or .svg.") { Code = "Usage" },
        };
}
