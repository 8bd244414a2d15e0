using System.Globalization;

namespace ImageTagging.Hosting;

/// <summary>A span of time as settings have it: <c>00:00:30</c>, <c>1.12:00:00</c>.</summary>
internal static class TimeText
{
    /// <summary>
    /// Reads it. A number alone would be days to .NET and seconds to a person, and 24:00:00 would be 24 days: neither is read.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(text.Trim(), "c", CultureInfo.InvariantCulture, out time);
    }
}
