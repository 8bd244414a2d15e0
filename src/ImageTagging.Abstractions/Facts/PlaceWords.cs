using System.Globalization;
using System.Text;

namespace ImageTagging;

/// <summary>The words of places that searches compare: as <see cref="FactWords"/>, and without accents.</summary>
public static class PlaceWords
{
    /// <summary>The words by which a place is found: those of country, region, town and what lies within, and the country's other names.</summary>
    /// <param name="place">The place.</param>
    /// <returns>The words, each once.</returns>
    public static IReadOnlyCollection<string> Of(PhotoPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var words = new HashSet<string>(StringComparer.Ordinal);
        string?[] parts = [place.Country, place.CountryCode, place.Region, place.City, place.Sublocation];
        foreach (var part in parts.OfType<string>().Concat(place.CountryCode is { } code ? CountryNames.NamesOf(code) : []))
        {
            words.UnionWith(FactWords.Of(Plain(part)));
        }

        return words;
    }

    /// <summary>The words that a place must have all of to be found; a country in another language is looked up by its English name.</summary>
    /// <param name="text">What somebody looks for.</param>
    /// <returns>The words; empty where there are none.</returns>
    public static IReadOnlyList<string> OfQuery(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FactWords.Of(Plain(CountryNames.CodeOf(text) is { } code ? CountryNames.NameOf(code)! : text));
    }

    /// <summary>The form in which names of places are compared as a whole.</summary>
    internal static string Key(string name) => string.Join(' ', FactWords.Of(Plain(name)));

    // Marks are taken away; letters that are more than one with a mark are written as people write them without.
    private static string Plain(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var c in CanonicalForm.Decompose(text.Length > TagName.MaxLength ? text[..TagName.MaxLength] : text))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                _ = c switch
                {
                    'ø' or 'Ø' => plain.Append('o'),
                    'ł' or 'Ł' => plain.Append('l'),
                    'đ' or 'Đ' or 'ð' or 'Ð' => plain.Append('d'),
                    'ı' => plain.Append('i'),
                    'æ' or 'Æ' => plain.Append("ae"),
                    'œ' or 'Œ' => plain.Append("oe"),
                    'þ' or 'Þ' => plain.Append("th"),
                    _ => plain.Append(c),
                };
            }
        }

        return plain.ToString();
    }
}
