namespace ImageTagging.Elasticsearch.Documents;

/// <summary>
/// A tag's confidence as two digits of seven bits, each a term of its own: a letter for the digit, then the tag. Servers
/// without scripts sum constant scores; a clause over the digits that have a bit gives this bit, so every confidence is
/// summed exactly from fourteen clauses, at the price of two terms a tag.
/// </summary>
internal static class ConfidenceDigits
{
    public const string Field = "tag_digits";

    /// <summary>As many as 10,000 hundredths take.</summary>
    public const int Bits = 14;

    private const int DigitBits = 7;
    private const int Radix = 1 << DigitBits;

    // Letters that take two bytes each: 128 for the low digit, and behind them those of the high one.
    private const int FirstLetter = 0x100;

    /// <summary>The letters of a confidence's digits; none for a digit of 0, of which no clause asks.</summary>
    public static (char? Low, char? High) Letters(int hundredths) =>
        (Letter(hundredths % Radix, isHigh: false), Letter(hundredths / Radix, isHigh: true));

    /// <summary>The terms of a tag's digits that have a bit.</summary>
    public static IEnumerable<string> Terms(string tag, int bit)
    {
        var isHigh = bit >= DigitBits;
        var most = isHigh ? 10_000 / Radix : Radix - 1;
        for (var digit = 1; digit <= most; digit++)
        {
            if ((digit >> (bit % DigitBits) & 1) != 0)
            {
                yield return Letter(digit, isHigh) + tag;
            }
        }
    }

    private static char? Letter(int digit, bool isHigh) => digit == 0 ? null : (char)(FirstLetter + (isHigh ? Radix : 0) + digit);
}
