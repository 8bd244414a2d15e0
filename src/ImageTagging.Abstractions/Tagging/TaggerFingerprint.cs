using System.Globalization;

namespace ImageTagging;

/// <summary>The question that a tagger was asked: its settings as a hash, and beside it the two settings that decide whether labels can be reused.</summary>
/// <param name="Settings">A hash over every other setting of the request and a local model's file, as lower-case hex; never an answer's model version.</param>
/// <param name="MinConfidence">The lowest confidence that was asked for, 0–100.</param>
/// <param name="MaxLabels">The most labels that were asked for; 0 for no limit.</param>
public readonly record struct TaggerFingerprint(string Settings, double MinConfidence, int MaxLabels)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The fingerprint.</returns>
    /// <exception cref="FormatException">The text is no fingerprint.</exception>
    public static TaggerFingerprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return
            parts.Length == 3
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var least)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? new(parts[0], least, most)
            : throw new FormatException("A tagger's fingerprint is settings/confidence/labels.");
    }

    /// <summary><c>settings/confidence/labels</c>, as indexes store it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Settings}/{MinConfidence:R}/{MaxLabels}");

    /// <summary>Of the labels that a wider question was answered with, those that this one would have been: over its confidence, the best first, up to its limit.</summary>
    /// <param name="labels">The wider question's labels.</param>
    /// <returns>The labels; in their order where the limit cuts none.</returns>
    public IReadOnlyList<ImageLabel> Select(IReadOnlyList<ImageLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var (least, most) = (MinConfidence, MaxLabels);
        var kept = labels.Where(l => l.Confidence >= least);
        return most > 0 && labels.Count > most
            ? [.. kept.OrderByDescending(l => l.Confidence).ThenBy(l => l.Name, StringComparer.Ordinal).Take(most)]
            : [.. kept];
    }
}
