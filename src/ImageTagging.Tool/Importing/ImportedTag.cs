using System.Globalization;

namespace ImageTagging.Tool.Importing;

/// <summary>The content of a line, whatever its form.</summary>
internal static class ImportedTag
{
    public const string NoConfidence = "A confidence is a number from 0 to 100.";
    private const int MostTags = 1_000;

    /// <exception cref="FormatException">It cannot be taken as it is.</exception>
    public static ImageLabel Label(string name, double? confidence) =>
        name.Trim().Length > TagName.MaxLength ? throw new FormatException($"A tag has more than {TagName.MaxLength} characters.")
        : TagName.Normalize(name).Length == 0 ? throw new FormatException("An empty name is no tag.")
        : confidence is not (null or (>= 0 and <= 100)) ? throw new FormatException(NoConfidence)
        : new() { Name = name, Confidence = confidence ?? 100 };

    public static double Confidence(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException(NoConfidence);

    public static void Check(int tags)
    {
        if (tags > MostTags)
        {
            throw new FormatException($"It has more than {MostTags} tags.");
        }
    }

    public static string Image(string? image) =>
        string.IsNullOrWhiteSpace(image) ? throw new FormatException("It names no image.") : image;

    public static string? Person(string? by)
    {
        try
        {
            return string.IsNullOrEmpty(by) ? null : TagCorrections.Person(by);
        }
        catch (ImageTaggingException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }
}
