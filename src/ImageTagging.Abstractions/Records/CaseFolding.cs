using System.Buffers;
using System.Text;

namespace ImageTagging;

/// <summary>Unicode's full case folding of text that is in lower case already: ß and ss, final and other sigma become one spelling.</summary>
/// <remarks>
/// Lower case alone keeps letters apart that are one word in capitals. The pairs are those of the Unicode character database, version 14
/// (CaseFolding.txt, statuses C and F), that lowering leaves open; Cherokee, whose letters fold to capitals, stays in lower case.
/// </remarks>
internal static class CaseFolding
{
    // Each letter with what it becomes, between spaces.
    private const string Pairs =
        "\u00B5\u03BC \u00DFss \u0130i\u0307 \u0149\u02BCn \u017Fs \u0345\u03B9 \u03C2\u03C3 \u03D0\u03B2 "
        + "\u03D1\u03B8 \u03D5\u03C6 \u03D6\u03C0 \u03F0\u03BA \u03F1\u03C1 \u03F5\u03B5 \u0587\u0565\u0582 "
        + "\u1C80\u0432 \u1C81\u0434 \u1C82\u043E \u1C83\u0441 \u1C84\u0442 \u1C85\u0442 \u1C86\u044A \u1C87\u0463 "
        + "\u1C88\uA64B \u1E9Aa\u02BE \u1E9B\u1E61 \u1F80\u1F00\u03B9 \u1F81\u1F01\u03B9 \u1F82\u1F02\u03B9 "
        + "\u1F83\u1F03\u03B9 \u1F84\u1F04\u03B9 \u1F85\u1F05\u03B9 \u1F86\u1F06\u03B9 \u1F87\u1F07\u03B9 "
        + "\u1F90\u1F20\u03B9 \u1F91\u1F21\u03B9 \u1F92\u1F22\u03B9 \u1F93\u1F23\u03B9 \u1F94\u1F24\u03B9 "
        + "\u1F95\u1F25\u03B9 \u1F96\u1F26\u03B9 \u1F97\u1F27\u03B9 \u1FA0\u1F60\u03B9 \u1FA1\u1F61\u03B9 "
        + "\u1FA2\u1F62\u03B9 \u1FA3\u1F63\u03B9 \u1FA4\u1F64\u03B9 \u1FA5\u1F65\u03B9 \u1FA6\u1F66\u03B9 "
        + "\u1FA7\u1F67\u03B9 \u1FB2\u1F70\u03B9 \u1FB3\u03B1\u03B9 \u1FB4\u03AC\u03B9 \u1FB7\u03B1\u0342\u03B9 "
        + "\u1FBE\u03B9 \u1FC2\u1F74\u03B9 \u1FC3\u03B7\u03B9 \u1FC4\u03AE\u03B9 \u1FC7\u03B7\u0342\u03B9 "
        + "\u1FD3\u03B9\u0308\u0301 \u1FE3\u03C5\u0308\u0301 \u1FF2\u1F7C\u03B9 \u1FF3\u03C9\u03B9 "
        + "\u1FF4\u03CE\u03B9 \u1FF7\u03C9\u0342\u03B9 \uFB00ff \uFB01fi \uFB02fl \uFB03ffi \uFB04ffl \uFB05st "
        + "\uFB06st \uFB13\u0574\u0576 \uFB14\u0574\u0565 \uFB15\u0574\u056B \uFB16\u057E\u0576 \uFB17\u0574\u056D";

    private static readonly Dictionary<char, string> s_folded = Pairs.Split(' ').ToDictionary(p => p[0], p => p[1..]);

    private static readonly SearchValues<char> s_letters = SearchValues.Create([.. s_folded.Keys]);

    /// <summary>The folded form of a text in lower case; it may have to be composed anew.</summary>
    public static string Fold(string lower)
    {
        var at = lower.AsSpan().IndexOfAny(s_letters);
        if (at < 0)
        {
            return lower;
        }

        var text = new StringBuilder(lower.Length + 4).Append(lower, 0, at);
        foreach (var letter in lower.AsSpan(at))
        {
            if (s_folded.TryGetValue(letter, out var folded))
            {
                text.Append(folded);
            }
            else
            {
                text.Append(letter);
            }
        }

        return text.ToString();
    }
}
