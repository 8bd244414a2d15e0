using System.IO.Compression;

namespace ImageTagging.Benchmarks;

/// <summary>Different English names of one and two words, as a large vocabulary has them.</summary>
internal static class EnglishNames
{
    public static string[] Take(int count, Random random)
    {
        using var packed = typeof(ImageSearch).Assembly.GetManifestResourceStream("english-words.z")!;
        using var text = new StreamReader(new ZLibStream(packed, CompressionMode.Decompress));
        var words = text.ReadToEnd().Split('\n');
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < count)
        {
            var word = words[random.Next(words.Length)];
            names.Add(random.Next(3) == 0 ? word + " " + words[random.Next(words.Length)] : word);
        }

        return [.. names];
    }
}
