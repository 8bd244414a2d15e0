using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Finds the keywords (2:25) of an IPTC block, in the character set that it declares, else in the one that it is in.</summary>
internal static class IptcKeywords
{
    private const int MostItems = 2000;
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    // The parts of ISO 8859 by the last letter of the sequence that declares them; the first as Windows writes it.
    private static readonly Dictionary<byte, int> s_sets = new()
    {
        [(byte)'A'] = 1252,
        [(byte)'B'] = 28592,
        [(byte)'C'] = 28593,
        [(byte)'D'] = 28594,
        [(byte)'F'] = 28597,
        [(byte)'G'] = 28596,
        [(byte)'H'] = 28598,
        [(byte)'L'] = 28595,
        [(byte)'M'] = 28599,
        [(byte)'b'] = 28605,
    };

    /// <summary>Adds the keywords of a block; returns what was lost, or null.</summary>
    /// <param name="block">The block.</param>
    /// <param name="found">Where keywords go.</param>
    /// <param name="fields">Where the first value of every other field of the second record goes, by its number; null for nowhere.</param>
    public static string? Read(ReadOnlySpan<byte> block, List<Keyword?> found, Dictionary<int, string>? fields = null)
    {
        Encoding? declared = null;
        string? lost = null;
        while (true)
        {
            var next = block.IndexOf((byte)0x1C);
            if (next < 0 || block.Length < next + 5)
            {
                return lost;
            }

            block = block[next..];
            var (start, length) = Extent(block);
            if (block[1] is 0 or > 9 || length > block.Length - start)
            {
                // Not a field, or one that is cut short: the next may be whole.
                if (block[1] == 2 && block[2] == 25)
                {
                    lost ??= "a keyword is cut short";
                }

                block = block[1..];
                continue;
            }

            var value = block.Slice(start, (int)length);
            if (block[1] == 1 && block[2] == 90)
            {
                declared = Declared(value);
            }
            else if (block[1] == 2 && block[2] == 25)
            {
                if (found.Count >= MostItems)
                {
                    return "there are more keywords than are read";
                }

                found.Add(Keyword.Plain(Text(value, declared)));
                if (found[^1] is null && !value.IsEmpty)
                {
                    lost ??= "a keyword is no text, or too long";
                }
            }
            else if (block[1] == 2 && fields is not null && !value.IsEmpty)
            {
                fields.TryAdd(block[2], Text(value, declared));
            }

            block = block[(start + (int)length)..];
        }
    }

    // Where a field's value begins and how long it is. A length of more than 15 bits follows, in as many bytes as stand in its place.
    private static (int Start, long Length) Extent(ReadOnlySpan<byte> field)
    {
        var length = (field[3] << 8) | field[4];
        if (length < 0x8000)
        {
            return (5, length);
        }

        var count = length & 0x7FFF;
        if (count > 4 || field.Length < 5 + count)
        {
            return (5, long.MaxValue);
        }

        var extended = 0L;
        foreach (var digit in field.Slice(5, count))
        {
            extended = (extended << 8) | digit;
        }

        return (5 + count, extended);
    }

    // UTF-8, and what is not known, is found out by the bytes themselves.
    private static Encoding? Declared(ReadOnlySpan<byte> sequence) =>
        sequence is [0x1B, (byte)'-' or (byte)'.' or (byte)'/', var last] && s_sets.TryGetValue(last, out var page)
            ? CodePagesEncodingProvider.Instance.GetEncoding(page)
            : null;

    private static string Text(ReadOnlySpan<byte> value, Encoding? declared)
    {
        try
        {
            return (declared ?? s_strict).GetString(value);
        }
        catch (DecoderFallbackException)
        {
            return XmpKeywords.Windows.GetString(value);
        }
    }
}
