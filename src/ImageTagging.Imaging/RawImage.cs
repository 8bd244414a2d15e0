using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>A camera's raw file: its type, and the largest JPEG that the camera put into it to be shown.</summary>
/// <remarks>Developing a sensor's data is a matter of taste and of minutes; the preview is the picture as the camera saw it.</remarks>
internal sealed class RawImage
{
    private readonly int _orientation;
    private readonly IReadOnlyList<(long At, long Length)> _previews;

    private RawImage(string mediaType, int orientation, IReadOnlyList<(long At, long Length)> previews) =>
        (MediaType, _orientation, _previews) = (mediaType, orientation, previews);

    /// <summary>The type, such as <c>image/x-nikon-nef</c>.</summary>
    public string MediaType { get; }

    /// <summary>The raw file; null where the content is none.</summary>
    /// <param name="type">What the content's first bytes say.</param>
    /// <param name="content">The content.</param>
    public static RawImage? Of(string type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case "image/x-fuji-raf":
                return new(type, 0, [(Big(content, 84), Big(content, 88))]);
            case "image/x-canon-cr3":
                var boxes = RawBoxes.Of(content);
                return new(type, boxes.Orientation, boxes.Previews);
            case "image/tiff":
                // Most makers' raw files begin as any TIFF does.
                var plain = RawDirectories.Of(content);
                return TypeOf(plain) is { } told ? new(told, plain.Orientation, plain.Previews) : null;
            case "image/x-canon-cr2" or "image/x-olympus-orf" or "image/x-panasonic-rw2":
                var directories = RawDirectories.Of(content);
                return new(type, directories.Orientation, directories.Previews);
            default:
                return null;
        }
    }

    /// <summary>The largest JPEG in it, which says how it is turned.</summary>
    /// <exception cref="ImageTaggingException">It has none (<see cref="ErrorCodes.RawWithoutPreview"/>).</exception>
    public ReadOnlyMemory<byte> Preview(ReadOnlyMemory<byte> content)
    {
        var (best, header) = (ReadOnlyMemory<byte>.Empty, default(JpegHeader));
        foreach (var (at, length) in _previews)
        {
            if (at <= 0 || length <= 0 || at >= content.Length)
            {
                continue;
            }

            var preview = content.Slice((int)at, (int)Math.Min(length, content.Length - at));
            if (JpegHeader.Of(preview.Span) is { } found && found.Pixels > header.Pixels)
            {
                (best, header) = (preview, found);
            }
        }

        return best.IsEmpty
                ? throw Faults.Refused(
                    ErrorCodes.RawWithoutPreview,
                    "The picture is a camera's raw file without a preview in it: save a JPEG beside it, or let the camera or a converter such as Adobe DNG Converter put a preview in."
                )
            : header.Orientation > 0 || _orientation <= 1 ? best
            : Turned(best.Span, _orientation);
    }

    // The raw file says it once for all that is in it: the preview gets an EXIF segment of its own, in front of any other.
    private static byte[] Turned(ReadOnlySpan<byte> preview, int orientation) =>
        [
            0xFF,
            0xD8,
            0xFF,
            0xE1,
            0,
            34,
            .. "Exif\0\0MM\0*"u8,
            .. (ReadOnlySpan<byte>)[0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0],
            .. preview[2..],
        ];

    private static string? TypeOf(RawDirectories directories) =>
        directories.IsDng ? "image/x-adobe-dng"
        : !directories.HasSensor ? null
        : directories.Make.StartsWith("NIKON", StringComparison.OrdinalIgnoreCase) ? "image/x-nikon-nef"
        : directories.Make.StartsWith("SONY", StringComparison.OrdinalIgnoreCase) ? "image/x-sony-arw"
        : directories.Make.StartsWith("PENTAX", StringComparison.OrdinalIgnoreCase)
        || directories.Make.StartsWith("RICOH", StringComparison.OrdinalIgnoreCase)
            ? "image/x-pentax-pef"
        : "image/x-raw";

    private static long Big(ReadOnlySpan<byte> content, int at) =>
        content.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(content[at..]) : 0;
}
