using System.Globalization;

namespace ImageTagging.Tool.Charts;

/// <summary>How many tags were given from a confidence up to, and not with, the next; the last one with 100.</summary>
internal sealed record ConfidenceCount(int From, int To, long Count)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{From}–{To}");
}
