namespace ImageTagging.Imaging;

/// <summary>A picture of a simple kind, which libvips comes without a decoder for: BMP, TGA, PNM, PSD, what is in an ICO. Decoded here, every access checked.</summary>
internal abstract class PlainImage
{
    /// <summary>The type that stands for a bitmap in an ICO, which has no header of a file.</summary>
    public const string IconBitmap = "image/x-icon-bitmap";

    private const int MostSide = 1 << 20;
    private const long MostBytes = 2_000_000_000;

    /// <summary>Pixels across.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels down.</summary>
    public int Height { get; private set; }

    /// <summary>True if pixels may let through what is below.</summary>
    public bool HasAlpha { get; protected set; }

    /// <summary>The ICC profile; empty for sRGB.</summary>
    public byte[] Profile { get; protected set; } = [];

    /// <summary>Tells if pictures of this type are decoded here.</summary>
    public static bool Is(string type) =>
        type is "image/bmp" or IconBitmap or "image/x-tga" or "image/x-portable-anymap" or "image/vnd.adobe.photoshop";

    /// <summary>The picture, its header read.</summary>
    /// <exception cref="ImageTaggingException">The header is damaged, or of a kind that is not read.</exception>
    public static PlainImage Of(string type, ReadOnlyMemory<byte> content) =>
        Checked<PlainImage>(
            type,
            () =>
                type switch
                {
                    "image/bmp" => new BmpImage(content, isIcon: false),
                    IconBitmap => new BmpImage(content, isIcon: true),
                    "image/x-tga" => new TgaImage(content),
                    "image/x-portable-anymap" => new PnmImage(content),
                    _ => new PsdImage(content),
                }
        );

    /// <summary>Does the work on a picture; on one of these kinds after it was decoded, on any other as it is.</summary>
    public static T Run<T>(
        ReadOnlyMemory<byte> content,
        ImageFacts facts,
        VipsOperation.Running running,
        Func<ReadOnlyMemory<byte>, ImageFacts, string, VipsOperation.Running, T> work
    )
    {
        if (!Is(facts.MediaType))
        {
            return HeicImage.Run(content, facts, running, work, SystemHeif.Find);
        }

        var pixels = Of(facts.MediaType, content).ToTiff(facts, running);
        return Strictness.Run(pixels, facts with { MediaType = "image/tiff" }, running, work);
    }

    /// <summary>Makes all pixels.</summary>
    /// <param name="to">Where they go, three samples each, or four where there is alpha.</param>
    /// <param name="running">Looked at once a row: it may have to end.</param>
    protected abstract void Decode(PlainTiff to, VipsOperation.Running running);

    /// <summary>Takes the size that the header says.</summary>
    protected void Sized(long width, long height)
    {
        if (width is < 1 or > MostSide || height is < 1 or > MostSide)
        {
            throw Bad("its header says a size that no picture has.");
        }

        (Width, Height) = ((int)width, (int)height);
    }

    /// <summary>Why it cannot be decoded.</summary>
    protected static InvalidDataException Bad(string why) => new(why);

    /// <summary>The rest that is missing at its end.</summary>
    protected static InvalidDataException Short() => new("it is cut short.");

    private byte[] ToTiff(ImageFacts facts, VipsOperation.Running running)
    {
        if ((long)Width * Height * 4 > MostBytes)
        {
            throw Faults.Refused(
                "TooManyPixels",
                $"The picture has {Width} × {Height} pixels, more than are decoded of such files."
            );
        }

        return Checked(
            facts.MediaType,
            () =>
            {
                var tiff = new PlainTiff(Width, Height, HasAlpha, Profile);
                Decode(tiff, running);
                return tiff.Bytes;
            }
        );
    }

    // Every index is checked by the runtime: what is out of place is a damaged picture, and nothing else.
    private static T Checked<T>(string type, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException fault)
        {
            throw Faults.Undecodable(type, fault);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw Faults.Undecodable(type, new InvalidDataException("it is damaged or cut short.", fault));
        }
    }
}
