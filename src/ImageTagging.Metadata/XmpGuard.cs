using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageTagging.Metadata;

/// <summary>
/// Keeps deeply nested XMP from the parser, which recurses: a picture of a few hundred kilobytes would end the process.
/// </summary>
/// <remarks>Looks at bytes, not at XML: it must hold for whatever a parser may make of them. Zero bytes are passed over, so that UTF-16 counts alike.</remarks>
internal static class XmpGuard
{
    /// <summary>Levels of elements that are read; what programs write has some fifteen.</summary>
    private const int MostLevels = 64;

    private const int MostInflated = 16 << 20;

    // In parts that may come in any order, so that levels cannot be counted in passing; hardly a keyword stands in it.
    private static ReadOnlySpan<byte> Extension => "http://ns.adobe.com/xmp/extension/"u8;

    /// <summary>The content as it may be parsed: without XMP that is spread over several parts.</summary>
    /// <exception cref="UnreadableMetadataException">XMP in it is nested too deeply.</exception>
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> content)
    {
        if (IsTooDeep(content.Span) || HasDeepCompressedText(content))
        {
            throw new UnreadableMetadataException("MetadataUnreadable", "The picture's XMP is nested too deeply to be read.");
        }

        if (content.Span.IndexOf(Extension) < 0)
        {
            return content;
        }

        var copy = content.ToArray();
        for (int at = 0, next; (next = copy.AsSpan(at).IndexOf(Extension)) >= 0; at += next + 1)
        {
            copy[at + next] = (byte)'x';
        }

        return copy;
    }

    internal static bool IsTooDeep(ReadOnlySpan<byte> content)
    {
        for (var at = 0; at < content.Length; at++)
        {
            var next = content[at..].IndexOf((byte)'<');
            if (next < 0)
            {
                return false;
            }

            at += next;
            if (StartsRdf(content[at..]) && Levels(content[at..]) > MostLevels)
            {
                return true;
            }
        }

        return false;
    }

    // "<RDF" or "<prefix:RDF", whatever the prefix.
    private static bool StartsRdf(ReadOnlySpan<byte> text)
    {
        Span<byte> last = stackalloc byte[3];
        last.Clear();
        var length = 0;
        for (var i = 1; i < text.Length && length < 64; i++)
        {
            var c = text[i];
            if (c == 0)
            {
                continue;
            }

            if (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'>' or (byte)'/')
            {
                return last.SequenceEqual("RDF"u8);
            }

            (last[0], last[1], last[2]) = (last[1], last[2], c);
            length++;
        }

        return false;
    }

    // The deepest level from here on, until all is closed again or too much is open.
    private static int Levels(ReadOnlySpan<byte> text)
    {
        int depth = 0,
            most = 0;
        for (var at = 0; at < text.Length && most <= MostLevels; at++)
        {
            var next = text[at..].IndexOf((byte)'<');
            if (next < 0)
            {
                break;
            }

            at = Next(text, at + next);
            if (at >= text.Length)
            {
                break;
            }

            switch (text[at])
            {
                case (byte)'!' or (byte)'?':
                    at = SkipAside(text, at);
                    break;
                case (byte)'/':
                    depth--;
                    break;
                default:
                    var end = text[at..].IndexOf((byte)'>');
                    at = end < 0 ? text.Length : at + end;
                    most = Math.Max(most, depth + 1);
                    depth += end > 0 && Previous(text, at) == '/' ? 0 : 1;
                    break;
            }

            if (depth <= 0)
            {
                break;
            }
        }

        return most;
    }

    // A comment, a section of text or an instruction, in which tags do not count.
    private static int SkipAside(ReadOnlySpan<byte> text, int at)
    {
        var second = text[at] == '?' ? (byte)'?' : text[Math.Min(Next(text, at), text.Length - 1)];
        byte before = second switch
        {
            (byte)'-' => (byte)'-',
            (byte)'[' => (byte)']',
            (byte)'?' => (byte)'?',
            _ => 0,
        };
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] == '>' && (before == 0 || Previous(text, end) == before))
            {
                return end;
            }
        }

        return text.Length;
    }

    private static int Next(ReadOnlySpan<byte> text, int at)
    {
        do
        {
            at++;
        } while (at < text.Length && text[at] == 0);
        return at;
    }

    private static byte Previous(ReadOnlySpan<byte> text, int at)
    {
        do
        {
            at--;
        } while (at > 0 && text[at] == 0);
        return text[Math.Max(at, 0)];
    }

    private static bool HasDeepCompressedText(ReadOnlyMemory<byte> content)
    {
        var png = content.Span;
        if (!png.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return false;
        }

        for (long at = 8; at + 12 <= png.Length; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png[(int)at..]);
            var type = png.Slice((int)at + 4, 4);
            var data = content.Slice((int)at + 8, (int)Math.Min(length, png.Length - at - 8));
            if ((type.SequenceEqual("iTXt"u8) || type.SequenceEqual("zTXt"u8)) && IsDeepInside(data))
            {
                return true;
            }

            at += 12 + (long)length;
        }

        return false;
    }

    // Wherever the compressed text begins behind the keyword's fields: a zlib stream starts with 0x78.
    private static bool IsDeepInside(ReadOnlyMemory<byte> chunk)
    {
        var head = chunk.Span[..Math.Min(chunk.Length, 512)];
        for (var at = head.IndexOf((byte)0x78); at >= 0 && at < head.Length; )
        {
            if (at + 1 < chunk.Length && ((0x78 << 8) | chunk.Span[at + 1]) % 31 == 0 && IsTooDeep(Inflate(chunk[at..])))
            {
                return true;
            }

            var next = head[(at + 1)..].IndexOf((byte)0x78);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Inflate(ReadOnlyMemory<byte> zlib)
    {
        using var output = new MemoryStream();
        try
        {
            using var input = new ZLibStream(new MemoryStream(zlib.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[64 << 10];
            for (int read; (read = input.Read(buffer)) > 0; )
            {
                output.Write(buffer, 0, read);
                if (output.Length > MostInflated)
                {
                    throw new UnreadableMetadataException("MetadataUnreadable", "The picture's compressed text is too long.");
                }
            }
        }
        catch (InvalidDataException)
        {
            // No zlib stream after all, or a damaged one: what came of it is looked at.
        }

        return output.GetBuffer().AsSpan(0, (int)output.Length);
    }
}
