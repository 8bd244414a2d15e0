using ScottPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>Writes a chart as PNG or SVG, by the file's ending.</summary>
internal static class ChartFile
{
    public static void Save(Plot plot, string file, int width, int height)
    {
        var path = Path.GetFullPath(file);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                plot.SavePng(path, width, height);
                break;
            case ".svg":
                plot.SaveSvg(path, width, height);
                break;
            default:
                throw new ImageTaggingException("A chart is written as .png or .svg.") { Code = "Usage" };
        }
    }
}
