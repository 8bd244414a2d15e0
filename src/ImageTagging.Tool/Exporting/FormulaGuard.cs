namespace ImageTagging.Tool.Exporting;

/// <summary>
/// The <c>'</c> before text that a spreadsheet would run as a formula. Text that begins with such a mark itself gets one more, in every
/// CSV, so that taking one off always gives back what was there.
/// </summary>
internal static class FormulaGuard
{
    /// <summary>Text as it is written.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isSpreadsheet">Whether a spreadsheet will read it.</param>
    public static string On(string text, bool isSpreadsheet) =>
        IsFormula(text)
            ? isSpreadsheet
                ? "'" + text
                : text
            : IsGuarded(text)
                ? "'" + text
                : text;

    /// <summary>Text as it was before it was written.</summary>
    public static string Off(string text) => IsGuarded(text) ? text[1..] : text;

    private static bool IsGuarded(string text) => text.StartsWith('\'') && IsFormula(text.AsSpan().TrimStart('\''));

    private static bool IsFormula(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
