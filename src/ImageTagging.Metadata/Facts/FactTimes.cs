using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageTagging.Metadata;

/// <summary>Times as EXIF, XMP and IPTC write them; null where they are none.</summary>
internal static partial class FactTimes
{
    /// <summary><c>2019:07:04 12:34:56</c> with the offset <c>+02:00</c> of a field of its own; as some programs write it, with other marks.</summary>
    public static PhotoTime? OfExif(string? text, string? fraction, string? offset)
    {
        if (text is null or { Length: > 64 } || Exif().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        var day = $"{match.Groups["y"]}-{match.Groups["m"]}-{match.Groups["d"]}";
        if (OfXmp(match.Groups["t"].Success ? $"{day}T{match.Groups["t"]}{match.Groups["o"]}" : day) is not { } time)
        {
            return null;
        }

        return time.Certainty == TimeCertainty.Date
            ? time
            : Of(time.Local + Fraction(fraction?.Trim()), time.Offset ?? Offset(offset));
    }

    /// <summary>A year, month, day or time as ISO 8601 has it.</summary>
    public static PhotoTime? OfXmp(string? text)
    {
        if (text is null || Iso().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        int Part(string group, int otherwise) =>
            match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : otherwise;
        var (year, month, day) = (Part("y", 0), Part("m", 1), Part("d", 1));
        var (hour, minute, second) = (Part("h", 0), Part("n", 0), Part("s", 0));
        if (
            !IsPlausible(year)
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        )
        {
            return null;
        }

        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        local += Fraction(match.Groups["f"].Value.TrimStart('.'));
        return match.Groups["h"].Success ? Of(local, Offset(match.Groups["o"].Value)) : new(local, null, TimeCertainty.Date);
    }

    /// <summary><c>20190704</c> and <c>123456+0200</c>.</summary>
    public static PhotoTime? OfIptc(string? date, string? time)
    {
        if (date is not { Length: 8 })
        {
            return null;
        }

        var day = $"{date[..4]}-{date[4..6]}-{date[6..]}";
        return
            time is { Length: >= 6 }
            && OfXmp($"{day}T{time[..2]}:{time[2..4]}:{time[4..6]}{(time.Length == 11 ? time[6..9] + ":" + time[9..] : "")}")
                is { } whole
            ? whole
            : OfXmp(day);
    }

    // From the first photograph on, and far enough from the last day that there is for any zone.
    private static bool IsPlausible(int year) => year is >= 1826 and <= 9998;

    // Thousandths, cut and not rounded: the second before is still the right one.
    private static TimeSpan Fraction(string? digits) =>
        digits is { Length: > 0 } && digits.All(char.IsAsciiDigit)
            ? TimeSpan.FromMilliseconds(int.Parse(digits.PadRight(3, '0')[..3], CultureInfo.InvariantCulture))
            : TimeSpan.Zero;

    private static PhotoTime Of(DateTime local, TimeSpan? offset) =>
        new(local, offset, offset is null ? TimeCertainty.Local : TimeCertainty.Zoned);

    private static TimeSpan? Offset(string? text)
    {
        if (text is "Z")
        {
            return TimeSpan.Zero;
        }

        return
            text?.Trim() is { Length: 6 } offset
            && offset[0] is '+' or '-'
            && TimeSpan.TryParseExact(offset[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var span)
            && span <= TimeSpan.FromHours(14)
            ? offset[0] == '-'
                ? -span
                : span
            : null;
    }

    [GeneratedRegex(
        "^(?<y>[0-9]{4})[-:./](?<m>[0-9]{2})[-:./](?<d>[0-9]{2})([ T:]+(?<t>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)[ ]?(?<o>Z|[+-][0-9]{2}:[0-9]{2})?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Exif();

    [GeneratedRegex(
        "^(?<y>[0-9]{4})(-(?<m>[0-9]{2})(-(?<d>[0-9]{2})(T(?<h>[0-9]{2}):(?<n>[0-9]{2})(:(?<s>[0-9]{2})(?<f>[.][0-9]{1,30})?)?(?<o>Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Iso();
}
