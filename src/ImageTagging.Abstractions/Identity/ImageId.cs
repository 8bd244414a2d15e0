using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging;

/// <summary>An image's identity in an index: 128 bits of SHA-256 over the length-prefixed UTF-8 of source and key.</summary>
public readonly record struct ImageId : IComparable<ImageId>
{
    private readonly UInt128 _value;

    private ImageId(UInt128 value) => _value = value;

    /// <summary>The id of the image with this source and key.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="key">The key.</param>
    /// <returns>The id; the same everywhere and for good.</returns>
    public static ImageId Of(string source, string key)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);

        var most = 8 + Encoding.UTF8.GetMaxByteCount(source.Length) + Encoding.UTF8.GetMaxByteCount(key.Length);
        byte[]? rented = null;
        Span<byte> buffer = most <= 1024 ? stackalloc byte[1024] : (rented = ArrayPool<byte>.Shared.Rent(most));
        var length = Append(buffer, 0, source);
        length = Append(buffer, length, key);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new ImageId(BinaryPrimitives.ReadUInt128BigEndian(hash));

        static int Append(Span<byte> to, int at, string text)
        {
            var written = Encoding.UTF8.GetBytes(text, to[(at + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(to[at..], written);
            return at + 4 + written;
        }
    }

    /// <summary>Reads the 32 hex digits that <see cref="ToString"/> writes.</summary>
    /// <param name="text">The digits.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not 32 hex digits.</exception>
    public static ImageId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("An image id is 32 hex digits.");

    /// <summary>Reads the 32 hex digits that <see cref="ToString"/> writes; false where the text is none.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="id">The id; the default where the text is none.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(string? text, out ImageId id)
    {
        var read =
            UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && text!.Length == 32;
        id = read ? new ImageId(value) : default;
        return read;
    }

    /// <summary>The first 64 of the 128 bits, for compact look-ups that check the whole on a hit.</summary>
    public long High64 => (long)(ulong)(_value >> 64);

    /// <inheritdoc />
    public int CompareTo(ImageId other) => _value.CompareTo(other._value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => _value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Tells if one comes before the other.</summary>
    public static bool operator <(ImageId left, ImageId right) => left.CompareTo(right) < 0;

    /// <summary>Tells if one comes after the other.</summary>
    public static bool operator >(ImageId left, ImageId right) => left.CompareTo(right) > 0;

    /// <summary>Tells if one comes before the other or is it.</summary>
    public static bool operator <=(ImageId left, ImageId right) => left.CompareTo(right) <= 0;

    /// <summary>Tells if one comes after the other or is it.</summary>
    public static bool operator >=(ImageId left, ImageId right) => left.CompareTo(right) >= 0;
}
