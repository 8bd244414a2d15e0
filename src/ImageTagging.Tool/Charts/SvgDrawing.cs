using NetVips;

namespace ImageTagging.Tool.Charts;

/// <summary>Turns a drawing of the tool's own into pixels, by libvips, which shapes text of every script and finds fonts that have it.</summary>
internal static class SvgDrawing
{
    private const string Loader = "VipsForeignLoadSvgBuffer";

    // What libvips counts as one pixel of a drawing in pixels.
    private const double Dpi = 72;

    /// <summary>The drawing as PNG.</summary>
    /// <param name="svg">Made by this tool: nothing from outside but names, as escaped text.</param>
    /// <exception cref="ImageTaggingException">libvips is not there.</exception>
    public static byte[] ToPng(byte[] svg)
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new ImageTaggingException("A chart cannot be written as .png here, since libvips cannot be loaded; .svg can.")
            {
                Code = ErrorCodes.NativeLibraryMissing,
            };
        }

        // Pictures of people are never read as drawings: the codec blocks this loader, and only here is it let in.
        Operation.Block(Loader, false);
        try
        {
            using var drawing = Image.SvgloadBuffer(svg, dpi: Dpi);
            using var opaque = drawing.Flatten(background: [255, 255, 255]);
            return opaque.PngsaveBuffer(compression: 9, keep: Enums.ForeignKeep.None);
        }
        finally
        {
            Operation.Block(Loader, true);
        }
    }
}
