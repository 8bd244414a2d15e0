namespace ImageTagging.Onnx.Everyday;

/// <summary>Turns a picture's look into words, each as sure as it proved to be on pictures whose properties are known.</summary>
/// <remarks>docs/local-models.md has the figures; eng/words/make-pictures makes the pictures.</remarks>
internal static class PropertyRules
{
    // Brown and grey are in most photographs without being what anybody would look for; "orange" means the fruit.
    private static readonly string[] s_colours = ["red", "yellow", "green", "blue", "purple", "pink", "black", "white"];

    /// <summary>The names that it can give beside the everyday words, formats excepted: every picture has one.</summary>
    public static IEnumerable<string> Names => [.. s_colours, "blurred", "screenshot", "document", "panorama"];

    private const double LeastColour = 0.45;
    private const double MostSteps = 3;
    private const double MostStepsOfContrast = 0.15;
    private const double PanoramaShape = 2.4;

    public static IEnumerable<(string Name, double Probability)> Of(PixelStatistics look, PixelProperties wanted)
    {
        if (wanted.HasFlag(PixelProperties.Colours))
        {
            foreach (var (name, share) in PixelStatistics.ColourNames.Zip(look.Colours))
            {
                if (share >= LeastColour && s_colours.Contains(name))
                {
                    yield return (name, Math.Min(0.95, 0.4 + (share * 0.6)));
                }
            }
        }

        if (
            wanted.HasFlag(PixelProperties.Sharpness)
            && look.Sharpest < MostSteps
            && look.Sharpest < MostStepsOfContrast * look.Contrast * 100
        )
        {
            yield return ("blurred", 0.8);
        }

        if (wanted.HasFlag(PixelProperties.Kinds))
        {
            if (look.IsScreen)
            {
                yield return ("screenshot", 0.85);
            }
            else if (look.IsPage)
            {
                yield return ("document", 0.85);
            }

            // Writing and drawings without a colour are often as wide.
            if (look.Width >= look.Height * PanoramaShape && look.TintedShare > 0.02 && !look.IsScreen)
            {
                yield return ("panorama", 0.9);
            }
        }

        if (wanted.HasFlag(PixelProperties.Formats))
        {
            yield return (
                look.Width > look.Height * 1.03 ? "landscape format"
                : look.Height > look.Width * 1.03 ? "portrait format"
                : "square format",
                1
            );
        }
    }
}
