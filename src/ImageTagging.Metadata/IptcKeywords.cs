using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Finds the keywords (2:25) of an IPTC block, in the character set that it declares, else in the one that it is in.</summary>
internal static class IptcKeywords
{
    private const int MostItems = 2000;
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Adds the keywords of a block; returns what was lost, or null.</summary>
    /// <param name="block">The block.</param>
    /// <param name="found">Where keywords go.</param>
    /// <param name="fields">Where the first value of every other field of the second record goes, by its number; null for nowhere.</param>
    public static string? Read(ReadOnlySpan<byte> block, List<Keyword?> found, Dictionary<int, string>? fields = null)
    {
        var isLatin = false;
        string? lost = null;
        while (true)
        {
            var next = block.IndexOf((byte)0x1C);
            if (next < 0 || block.Length < next + 5)
            {
                return lost;
            }

            block = block[next..];
            var length = (block[3] << 8) | block[4];
            if (block[1] is 0 or > 9 || length > block.Length - 5)
            {
                // Not a field, or one that is cut short: the next may be whole.
                if (block[1] == 2 && block[2] == 25)
                {
                    lost ??= "a keyword is cut short";
                }

                block = block[1..];
                continue;
            }

            var value = block.Slice(5, length);
            if (block[1] == 1 && block[2] == 90)
            {
                isLatin = value.SequenceEqual("\u001b.A"u8) || value.SequenceEqual("\u001b-A"u8);
            }
            else if (block[1] == 2 && block[2] == 25)
            {
                if (found.Count >= MostItems)
                {
                    return "there are more keywords than are read";
                }

                found.Add(Keyword.Plain(Text(value, isLatin)));
                if (found[^1] is null && !value.IsEmpty)
                {
                    lost ??= "a keyword is no text, or too long";
                }
            }
            else if (block[1] == 2 && fields is not null && !value.IsEmpty)
            {
                fields.TryAdd(block[2], Text(value, isLatin));
            }

            block = block[(5 + length)..];
        }
    }

    private static string Text(ReadOnlySpan<byte> value, bool isLatin)
    {
        try
        {
            return isLatin ? XmpKeywords.Windows.GetString(value) : s_strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            return XmpKeywords.Windows.GetString(value);
        }
    }
}
