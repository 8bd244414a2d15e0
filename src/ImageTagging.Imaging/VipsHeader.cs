using ImageTagging.Imaging.External;
using NetVips;

namespace ImageTagging.Imaging;

/// <summary>Reads a picture's header: what it is and how large, before a pixel is decoded.</summary>
internal static class VipsHeader
{
    /// <summary>The facts that are read of a picture.</summary>
    /// <param name="Content">What is decoded: the picture, or the preview in a camera's raw file.</param>
    /// <param name="Facts">The type of that, and its upright size.</param>
    /// <param name="MediaType">The picture's own type.</param>
    /// <param name="Cost">The memory that the work to come will hold.</param>
    public readonly record struct Header(ReadOnlyMemory<byte> Content, ImageFacts Facts, string MediaType, long Cost);

    /// <summary>The header.</summary>
    /// <param name="content">The encoded picture.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="ending">Ends it where another program reads it.</param>
    /// <param name="cost">What the work to come will hold; null where none does.</param>
    /// <exception cref="ImageTaggingException">It is no picture, damaged, or too large.</exception>
    public static Header Read(
        ReadOnlyMemory<byte> content,
        ImagingOptions options,
        CancellationToken ending,
        Func<Image, ReadOnlyMemory<byte>, ImageFacts, long>? cost = null
    )
    {
        var maxPixels = options.MaxPixels;
        var (type, outside) = TypeOf(content);
        var own = type;
        if (outside is not null)
        {
            var program = Ffmpeg.Find(options.Ffmpeg) ?? throw Ffmpeg.Missing(outside);
            (type, content) = (outside.Output, Ffmpeg.Picture(program, outside, content, maxPixels, ending));
        }

        if (RawImage.Of(type, content.Span) is { } raw)
        {
            (own, type, content) = (raw.MediaType, "image/jpeg", raw.Preview(content));
        }

        if (type == "image/vnd.microsoft.icon")
        {
            (type, content) = IconFile.Largest(content);
        }

        if (PlainImage.Is(type))
        {
            return Plain(type, own, content, maxPixels, cost);
        }

        try
        {
            using var source = SourceOf(type, content);
            using var header = Image.NewFromSource(source, access: Enums.Access.Sequential);
            var (width, height) = (header.Width, header.PageHeight);
            Check(width, height, maxPixels);
            var facts = Turned(header) ? new ImageFacts(type, height, width) : new(type, width, height);
            return new(content, facts, own, cost?.Invoke(header, content, facts) ?? 0);
        }
        catch (VipsException fault)
        {
            throw Faults.Undecodable(type, fault);
        }
    }

    private static Header Plain(
        string type,
        string own,
        ReadOnlyMemory<byte> content,
        long maxPixels,
        Func<Image, ReadOnlyMemory<byte>, ImageFacts, long>? cost
    )
    {
        var picture = PlainImage.Of(type, content);
        Check(picture.Width, picture.Height, maxPixels);
        var facts = new ImageFacts(type, picture.Width, picture.Height);
        // No pixel of it is made: it stands for what the decoded one will be.
        using var empty = Image.Black(picture.Width, picture.Height, bands: picture.HasAlpha ? 4 : 3);
        using var header = empty.Copy(interpretation: Enums.Interpretation.Srgb);
        return new(content, facts, own, cost?.Invoke(header, content, facts) ?? 0);
    }

    private static void Check(int width, int height, long maxPixels)
    {
        if ((long)width * height > maxPixels)
        {
            throw Faults.Refused(
                "TooManyPixels",
                $"The picture has {width} × {height} pixels, more than the {maxPixels} that are decoded."
            );
        }
    }

    /// <summary>The bytes that libvips reads: a copy of the first picture, as the caller's memory may be used for something else by the time that a decode is ended.</summary>
    public static Source SourceOf(string type, ReadOnlyMemory<byte> content) =>
        Source.NewFromMemory(FirstImage.Of(type, content).Span);

    /// <summary>Tells if the pixels lie otherwise than they are shown.</summary>
    public static bool IsTurned(Image header) => Orientation(header) > 1;

    private static (string Type, ExternalKind? Outside) TypeOf(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
        {
            throw Faults.Refused(ErrorCodes.Empty, "The file is empty.");
        }

        var type = ImageType.Sniff(content.Span);
        var outside = ExternalKind.Of(type, content.Span);
        return (
            type
                ?? outside?.MediaType
                ?? throw Faults.Refused(
                    "NotAPicture",
                    "The content is no picture of a type that is known, whatever its name says."
                ),
            outside
        );
    }

    // EXIF orientations 5 to 8 lie on their side.
    private static bool Turned(Image header) => Orientation(header) is >= 5 and <= 8;

    private static int Orientation(Image header) =>
        header.Contains("orientation") && header.Get("orientation") is int orientation ? orientation : 1;
}
