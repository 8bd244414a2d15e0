using System.IO.Compression;
using System.Text;

namespace ImageTagging.Searching;

/// <summary>English words, of WordNet: who types one of them has made no typing error.</summary>
internal static class EnglishWords
{
    // Nobody can tell a short word's errors from another short word: fog is not dog.
    private const int Longest = 20;
    private const int ShortWord = 4;

    private static readonly Lazy<string[]> s_words = new(Read);

    private static readonly HashSet<string> s_stopWords = new(
        (
            "a an the this that these those some any my your his her its our their of in on at by for from to into onto with without and "
            + "or but as is are was were be been being am do does did has have had it he she they we you i me him them us there here "
            + "over under near next front beside between behind above below up down out off who which what where when while "
            + "something anything everything someone somebody anyone thing things "
            + "picture pictures photo photos photograph photographs image images pic pics show find"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>Tells if a word only joins others, or asks for pictures.</summary>
    public static bool IsStopWord(string word) => s_stopWords.Contains(word);

    /// <summary>Tells if a word may be replaced by one that is spelled nearly so: it is long enough, and no word of the list in any form.</summary>
    public static bool MayBeError(string word) =>
        word.Contains(' ', StringComparison.Ordinal) ? word.Split(' ').Any(MayBeError) : IsUnknown(word);

    private static bool IsUnknown(string word) =>
        word.Length > ShortWord && !s_stopWords.Contains(word) && !Contains(word) && !Forms.Singular(word).Any(IsWord);

    private static bool IsWord(string word) => word.Length <= ShortWord || Contains(word);

    private static bool Contains(string word) =>
        word.Length <= Longest && Array.BinarySearch(s_words.Value, word, StringComparer.Ordinal) >= 0;

    private static string[] Read()
    {
        using var packed = typeof(EnglishWords).Assembly.GetManifestResourceStream("english-words.z")!;
        using var text = new StreamReader(new ZLibStream(packed, CompressionMode.Decompress), Encoding.ASCII);
        return text.ReadToEnd().Split('\n');
    }
}
