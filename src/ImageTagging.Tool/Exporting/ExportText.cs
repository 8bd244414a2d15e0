using System.Globalization;

namespace ImageTagging.Tool.Exporting;

/// <summary>Values as every format writes them.</summary>
internal static class ExportText
{
    private static readonly string[] s_statuses = [.. Enum.GetNames<ImageStatus>().Select(n => n.ToLowerInvariant())];

    public static string Status(ImageRecord record) => s_statuses[(int)record.Status];

    /// <summary>A time by the clock of the place.</summary>
    public static string LocalTime(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
