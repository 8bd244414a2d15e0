using System.Globalization;

namespace ImageTagging.Tool.Setup;

/// <summary>US dollars for a million tokens.</summary>
/// <param name="Input">Of the question, picture included.</param>
/// <param name="Output">Of the answer.</param>
internal readonly record struct TokenPrice(decimal Input, decimal Output)
{
    /// <summary>Reads <c>0.15/0.60</c>.</summary>
    public static bool TryParse(string text, out TokenPrice price)
    {
        price = default;
        if (
            text.Split('/') is not [var input, var output]
            || Amount(input) is not { } asked
            || Amount(output) is not { } answered
        )
        {
            return false;
        }

        price = new(asked, answered);
        return true;
    }

    private static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}
