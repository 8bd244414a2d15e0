using System.Globalization;

namespace ImageTagging.Tool.Charts;

/// <summary>Text counted as people see it: an emoji or a letter with its marks is one sign.</summary>
internal static class Signs
{
    public static IEnumerable<string> Of(string text)
    {
        var signs = StringInfo.GetTextElementEnumerator(text);
        while (signs.MoveNext())
        {
            yield return signs.GetTextElement();
        }
    }

    public static string Shortened(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= most ? text : text[..starts[most - 1]] + "…";
    }
}
