using System.Runtime.InteropServices;
using NetVips;

namespace ImageTagging.Imaging;

/// <summary>Reads a picture's header: what it is and how large, before a pixel is decoded.</summary>
internal static class VipsHeader
{
    /// <summary>A picture that is cut short is a fault. As a loader's option: libvips's thumbnail ignores its own.</summary>
    public const string Strict = "fail_on=error";

    public static ImageFacts Read(ReadOnlyMemory<byte> content, long maxPixels)
    {
        if (content.IsEmpty)
        {
            throw Faults.Refused("Empty", "The file is empty.");
        }

        var type =
            ImageType.Sniff(content.Span)
            ?? throw Faults.Refused("NotAPicture", "The content is no picture of a type that is known, whatever its name says.");
        try
        {
            using var header = Image.NewFromBuffer(ArrayOf(content), access: Enums.Access.Sequential);
            var (width, height) = (header.Width, header.PageHeight);
            if ((long)width * height > maxPixels)
            {
                throw Faults.Refused(
                    "TooManyPixels",
                    $"The picture has {width} × {height} pixels, more than the {maxPixels} that are decoded."
                );
            }

            return Turned(header) ? new(type, height, width) : new(type, width, height);
        }
        catch (VipsException fault)
        {
            throw Faults.Undecodable(type, fault);
        }
    }

    /// <summary>The content as an array; copied only where it is a part of a larger one.</summary>
    public static byte[] ArrayOf(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment)
        && segment.Offset == 0
        && segment.Array is { } array
        && array.Length == segment.Count
            ? array
            : content.ToArray();

    // EXIF orientations 5 to 8 lie on their side.
    private static bool Turned(Image header) =>
        header.Contains("orientation") && header.Get("orientation") is int orientation && orientation is >= 5 and <= 8;
}
