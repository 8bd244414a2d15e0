using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.Tool.Output;
using ScottPlot;
using SkiaSharp;

namespace ImageTagging.Tool.Charts;

/// <summary>A drawn chart and the size that its labels need, in pixels.</summary>
internal sealed partial class Chart(Plot plot, int width, int height) : IDisposable
{
    private readonly ChartLabels _labels = new(plot);

    public Plot Plot { get; } = plot;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public void Dispose() => Plot.Dispose();

    /// <summary>Writes it as PNG or SVG, by the file's ending; what was there stays where that fails.</summary>
    public Task SaveAsync(string file, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(file, Kind(file) == ".png" ? Png() : Encoding.UTF8.GetBytes(Svg()), cancellationToken);

    /// <summary>The chart as an SVG element without a head of its own.</summary>
    public string Svg() => FontFamily().Replace(_labels.WriteInto(Drawing()), "font-family=\"$1, Arial, sans-serif\"");

    private byte[] Png()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        _labels.Draw(surface.Canvas, Drawing(), Width, Height);
        using var image = surface.Snapshot();
        using var bytes = image.Encode(SKEncodedImageFormat.Png, 100);
        return ImageFile.Mark(bytes.AsSpan());
    }

    private string Drawing()
    {
        var text = Plot.GetSvgXml(Width, Height);
        var at = text.IndexOf("<svg", StringComparison.Ordinal);
        return at < 0 ? text : text[at..];
    }

    // Whoever looks at it may not have the font that it was measured with.
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
