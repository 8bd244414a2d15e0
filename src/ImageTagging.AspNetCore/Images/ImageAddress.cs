using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ImageTagging.AspNetCore.Images;

/// <summary>A picture's source and key as one word for addresses. It can be read back, so that no index need look pictures up by a hash.</summary>
internal static class ImageAddress
{
    /// <summary>The longest id that is looked at: any key that a store allows, and a source, fit.</summary>
    public const int MaxLength = 6_000;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static string Of(ImageName name)
    {
        var source = s_strict.GetByteCount(name.Source);
        var bytes = new byte[2 + source + s_strict.GetByteCount(name.Key)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)source));
        s_strict.GetBytes(name.Source, bytes.AsSpan(2));
        s_strict.GetBytes(name.Key, bytes.AsSpan(2 + source));
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead([NotNullWhen(true)] string? text, out ImageName name)
    {
        name = default;
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length < 2)
            {
                return false;
            }

            var source = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (bytes.Length < 2 + source)
            {
                return false;
            }

            name = new(s_strict.GetString(bytes, 2, source), s_strict.GetString(bytes.AsSpan(2 + source)));
            // One text for each picture: what an address cache keeps must not have twins.
            return name.Key.Length > 0 && string.Equals(Of(name), text, StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
