using System.Globalization;

namespace ImageTagging.Tool.Workers;

/// <summary>A worker's share of a rate: <c>1/64</c>, or a number over 0 and up to 1.</summary>
internal static class RateShare
{
    public static double Parse(string? text)
    {
        if (text is null)
        {
            return 1;
        }

        var parts = text.Split('/');
        var share =
            parts.Length is 1 or 2
            && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var some)
            && (
                parts.Length == 1
                || (
                    double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var of)
                    && of > 0
                    && (some /= of) > 0
                )
            )
                ? some
                : 0;
        return share is > 0 and <= 1
            ? share
            : throw new ImageTaggingException($"--share is a part such as 1/64, over 0 and at most 1, not '{text}'.")
            {
                Code = "Usage",
            };
    }
}
