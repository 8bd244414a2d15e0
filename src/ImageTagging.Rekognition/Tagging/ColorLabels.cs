namespace ImageTagging.Rekognition.Tagging;

/// <summary>Makes labels of dominant colours. A colour alone would be taken for the fruit, the flower or the metal of its name.</summary>
internal static class ColorLabels
{
    public static IEnumerable<ImageLabel> Of(IReadOnlyList<DominantColor> colors, double minPercent) =>
        colors
            .Where(c => TaggerParts.IsName(c.SimplifiedColor))
            .GroupBy(c => c.SimplifiedColor!.Trim().ToLowerInvariant(), StringComparer.Ordinal)
            .Select(shades => (Name: shades.Key, Percent: shades.Sum(c => c.PixelPercent)))
            .Where(color => color.Percent >= minPercent)
            .OrderByDescending(color => color.Percent)
            .ThenBy(color => color.Name, StringComparer.Ordinal)
            .Select(color => new ImageLabel
            {
                Name = $"{char.ToUpperInvariant(color.Name[0])}{color.Name[1..]} color",
                Confidence = 100,
                Categories = ["Colors"],
            });
}
