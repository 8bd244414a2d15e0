using System.Globalization;

namespace ImageTagging.Hosting;

// A span of time as settings have it: 00:00:30, 1.12:00:00.
internal static class TimeText
{
    // Reads it. A number alone would be days to .NET and seconds to a person, and 24:00:00 would be 24 days: neither is read.
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(text.Trim(), "c", CultureInfo.InvariantCulture, out time);
    }
}
