using System.Globalization;
using System.Text;

namespace ImageTagging;

/// <summary>Characters that nobody sees: zero-width, bidirectional, variation selectors, tags and fillers.</summary>
/// <remarks>Unicode's Default_Ignorable_Code_Point (version 14), which its caseless matching (NFKC_Casefold) drops too, and the annotation marks.</remarks>
public static class UnseenText
{
    /// <summary>Tells if a character is dropped from names, of which two that look the same would else be two.</summary>
    /// <param name="rune">The character.</param>
    /// <returns>Whether nobody sees it.</returns>
    public static bool Contains(Rune rune) =>
        rune.Value
            is 0x00AD
                or 0x034F
                or 0x061C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFFB)
                or (>= 0x1BCA0 and <= 0x1BCA3)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>Tells if a character changes how another is drawn and nothing else.</summary>
    /// <param name="rune">The character.</param>
    /// <returns>Whether it selects a variation.</returns>
    public static bool IsVariation(Rune rune) =>
        rune.Value is (>= 0x180B and <= 0x180D) or 0x180F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>
    /// Tells if a character must not reach the reader of a text from outside, a person at a terminal or an assistant, as it is: it
    /// steers, or hides what stands there.
    /// </summary>
    /// <param name="rune">The character.</param>
    /// <returns>Whether it misleads.</returns>
    public static bool Misleads(Rune rune) =>
        Contains(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
