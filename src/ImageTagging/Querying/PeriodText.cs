using System.Globalization;

namespace ImageTagging.Querying;

/// <summary>Periods as people write them: <c>2024</c>, <c>2024-06</c>, <c>2024-06-30</c>, <c>2024-06-30T12:00</c>, and ranges of them.</summary>
internal static class PeriodText
{
    private static readonly string[] s_times =
    [
        .. new[] { "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" }.SelectMany(f =>
            new[] { f, f + "'Z'", f + "zzz" }
        ),
    ];

    /// <summary>
    /// <c>A</c> is the whole of A; <c>A..B</c> from the start of A to the end of B; <c>A..&lt;B</c> up to the start of B;
    /// either side may be missing. Without an offset, times are UTC.
    /// </summary>
    public static ModifiedQuery Parse(string text, Func<string, int, Exception> fault)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            var (start, end) = Period(text, 0);
            return new(start, end);
        }

        DateTimeOffset? from = dots == 0 ? null : Period(text[..dots], 0).Start;
        var rest = dots + 2;
        if (rest == text.Length)
        {
            return new(from, null);
        }

        if (text[rest] == '<')
        {
            return new(from, Period(text[(rest + 1)..], rest + 1).Start);
        }

        var to = Period(text[rest..], rest);
        return from > to.Start ? throw fault("The range ends before it begins.", rest) : new(from, to.End);

        (DateTimeOffset Start, DateTimeOffset? End) Period(string part, int at) =>
            Read(part)
            ?? throw fault("A time is 2024, 2024-06, 2024-06-30 or 2024-06-30T12:00 (with Z or an offset, else UTC).", at);
    }

    // The end is null where the calendar has none.
    private static (DateTimeOffset Start, DateTimeOffset? End)? Read(string text)
    {
        if (text.Length == 4 && Exact(text, "yyyy") is { } year)
        {
            return (year, year.Year == 9999 ? null : year.AddYears(1));
        }

        if (text.Length == 7 && Exact(text, "yyyy-MM") is { } month)
        {
            return (month, month is { Year: 9999, Month: 12 } ? null : month.AddMonths(1));
        }

        if (text.Length == 10 && Exact(text, "yyyy-MM-dd") is { } day)
        {
            return (day, After(day, TimeSpan.TicksPerDay));
        }

        return s_times.Select(format => Exact(text, format)).FirstOrDefault(t => t is not null) is { } time
            ? (time, After(time, Unit(text)))
            : null;
    }

    private static DateTimeOffset? Exact(string text, string format) =>
        DateTimeOffset.TryParseExact(
            text,
            format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    private static DateTimeOffset? After(DateTimeOffset time, long ticks) =>
        time.UtcTicks > DateTime.MaxValue.Ticks - ticks ? null : time.AddTicks(ticks);

    // A written time is as long as its last written place: a minute, a second, a tenth …
    private static long Unit(string text)
    {
        var time = text.AsSpan(11);
        if (time.Length < 8 || time[5] != ':')
        {
            return TimeSpan.TicksPerMinute;
        }

        var unit = TimeSpan.TicksPerSecond;
        for (var i = 9; time.Length > 8 && time[8] == '.' && i < time.Length && char.IsAsciiDigit(time[i]); i++)
        {
            unit /= 10;
        }

        return Math.Max(unit, 1);
    }
}
