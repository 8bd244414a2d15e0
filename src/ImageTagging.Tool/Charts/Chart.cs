using System.Text;
using ImageTagging.Tool.Output;
using OxyPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>A chart and the size that its labels need, in pixels.</summary>
internal sealed class Chart(PlotModel plot, int width, int height)
{
    public PlotModel Plot { get; } = plot;

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Writes it as PNG or SVG, by the file's ending; what was there stays where that fails.</summary>
    public Task SaveAsync(string file, CancellationToken cancellationToken)
    {
        var drawing = Encoding.UTF8.GetBytes(Svg());
        return WholeFile.WriteAsync(
            file,
            Kind(file) == ".png" ? ImageFile.Mark(SvgDrawing.ToPng(drawing)) : drawing,
            cancellationToken
        );
    }

    /// <summary>The chart as an SVG element.</summary>
    public string Svg()
    {
        var exporter = new SvgExporter
        {
            Width = Width,
            Height = Height,
            IsDocument = false,
            UseVerticalTextAlignmentWorkaround = true,
            TextMeasurer = new ChartText(),
        };
        return ChartText.Drawn(exporter.ExportToString(Plot));
    }

    /// <summary>The ending of a chart's file; anything but the two is refused before work begins.</summary>
    public static string Kind(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".png" => ".png",
            ".svg" => ".svg",
            _ => throw new ImageTaggingException("A chart is written as .png or .svg.") { Code = "Usage" },
        };
}
