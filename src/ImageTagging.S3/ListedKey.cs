using System.Buffers;
using System.Net;
using System.Text;

namespace ImageTagging.S3;

/// <summary>A key as a page of a listing tells it.</summary>
/// <param name="Text">The key; where it has a fault, what comes near it.</param>
/// <param name="Fault">Why no picture can have it, as a sentence; null where one can.</param>
internal readonly record struct ListedKey(string Text, string? Fault)
{
    /// <summary>The longest key that Amazon S3 takes, in bytes; stores of one's own are let have four times that.</summary>
    private const int MaxBytes = 4 * 1024;

    private const string Replacement = "\uFFFD";

    private static readonly SearchValues<char> s_encoded = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c),
    ]);

    /// <summary>Reads a key; false where the store says that it is encoded and it is not, or where there is none.</summary>
    public static bool TryRead(string? written, bool isEncoded, out ListedKey key)
    {
        key = default;
        if (string.IsNullOrEmpty(written) || (isEncoded && !IsEncoded(written)))
        {
            return false;
        }

        var text = isEncoded && written.AsSpan().IndexOfAny('%', '+') >= 0 ? WebUtility.UrlDecode(written) : written;
        var fault =
            Encoding.UTF8.GetByteCount(text) > MaxBytes ? "The key is longer than 4,096 bytes; copy the object to a shorter one."
            : Count(text, Replacement) > (isEncoded ? Count(written, "%EF%BF%BD") : int.MaxValue)
                ? "The key is not valid UTF-8, so nothing can name it; copy the object to another key to have it tagged."
            : null;
        key = new(fault is not null && text.Length > MaxBytes ? text[..MaxBytes] : text, fault);
        return true;
    }

    private static bool IsEncoded(string written)
    {
        if (written.AsSpan().ContainsAnyExcept(s_encoded))
        {
            return false;
        }

        for (var at = written.IndexOf('%', StringComparison.Ordinal); at >= 0; at = written.IndexOf('%', at + 1))
        {
            if (at + 2 >= written.Length || !char.IsAsciiHexDigit(written[at + 1]) || !char.IsAsciiHexDigit(written[at + 2]))
            {
                return false;
            }
        }

        return true;
    }

    private static int Count(string text, string part)
    {
        var count = 0;
        for (
            var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(part, at + part.Length, StringComparison.OrdinalIgnoreCase)
        )
        {
            count++;
        }

        return count;
    }
}
