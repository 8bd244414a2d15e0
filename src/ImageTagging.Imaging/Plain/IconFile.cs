using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>An icon of Windows: its largest picture, which is a PNG or a bitmap without the header of a file.</summary>
internal static class IconFile
{
    private const int MostPictures = 256;

    /// <summary>The largest picture in it, and its type.</summary>
    /// <exception cref="ImageTaggingException">There is none.</exception>
    public static (string Type, ReadOnlyMemory<byte> Content) Largest(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        (long Size, ReadOnlyMemory<byte> Picture) best = default;
        var count = bytes.Length < 6 ? 0 : Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), MostPictures);
        for (var at = 6; count > 0 && at + 16 <= bytes.Length; at += 16, count--)
        {
            // 0 stands for 256 and more.
            var size = (bytes[at] == 0 ? 256L : bytes[at]) * (bytes[at + 1] == 0 ? 256 : bytes[at + 1]);
            var depth = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 6)..]), 63);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 8)..]);
            long start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 12)..]);
            if (length > 0 && start < bytes.Length && (size * 64) + depth > best.Size)
            {
                best = ((size * 64) + depth, content.Slice((int)start, (int)Math.Min(length, bytes.Length - start)));
            }
        }

        return best.Picture.IsEmpty
            ? throw Faults.Undecodable("image/vnd.microsoft.icon", new InvalidDataException("there is no picture in it."))
            : (ImageType.Sniff(best.Picture.Span) == "image/png" ? "image/png" : PlainImage.IconBitmap, best.Picture);
    }
}
