using NetVips;
using Vips = NetVips.NetVips;

namespace ImageTagging.Imaging;

/// <summary>Pixels in libvips's memory, on their way to the caller's.</summary>
internal sealed class VipsPixels : IDisposable
{
    private readonly int _length;
    private IntPtr _memory;

    private VipsPixels(IntPtr memory, int length, PixelPlacement placement) =>
        (_memory, _length, Placement) = (memory, length, placement);

    public PixelPlacement Placement { get; }

    public static VipsPixels Decode(
        ReadOnlyMemory<byte> content,
        ImageFacts facts,
        PixelRequest request,
        string strictness,
        VipsOperation.Running running
    )
    {
        var (size, crop) = request.Fit switch
        {
            PixelFit.Stretch => (Enums.Size.Force, default(Enums.Interesting?)),
            PixelFit.Crop => (Enums.Size.Both, Enums.Interesting.Centre),
            _ => (Enums.Size.Both, null),
        };
        using var source = VipsHeader.SourceOf(facts.MediaType, content);
        using var small = Image.ThumbnailSource(
            source,
            request.Width,
            height: request.Height,
            size: size,
            crop: crop,
            outputProfile: "srgb",
            optionString: strictness
        );
        using var rgb = Rgb(small);
        var placement = Place(facts, request, rgb);
        using var placed =
            rgb.Width == request.Width && rgb.Height == request.Height
                ? rgb.Copy()
                : rgb.Embed(
                    (int)placement.OffsetX,
                    (int)placement.OffsetY,
                    request.Width,
                    request.Height,
                    extend: Enums.Extend.Background,
                    background: [request.Fill]
                );
        using var killed = running.Watch(placed);
        var memory = placed.WriteToMemory(out var length);
        return new VipsPixels(memory, checked((int)length), placement);
    }

    /// <summary>Three bands of 8 bits, whatever the picture had.</summary>
    public static Image Rgb(Image image)
    {
        using var colour = image.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = colour.HasAlpha() ? colour.Flatten(background: [255]) : colour.Copy();
        using var bytes = opaque.Cast(Enums.BandFormat.Uchar);
        return bytes.Bands == 3 ? bytes.Copy()
            : bytes.Bands > 3 ? bytes.ExtractBand(0, n: 3)
            : bytes.ExtractBand(0).Bandjoin(bytes.ExtractBand(0), bytes.ExtractBand(0));
    }

    /// <summary>Tells if two files show the same pixels, all of them.</summary>
    public static bool AreEqual(
        ReadOnlyMemory<byte> one,
        ReadOnlyMemory<byte> other,
        string strictness,
        VipsOperation.Running running
    ) => Sums(one, strictness, running).AsSpan().SequenceEqual(Sums(other, strictness, running));

    // Sums and sums of squares of each band: one picture at a time, and none of it is held.
    private static double[] Sums(ReadOnlyMemory<byte> content, string strictness, VipsOperation.Running running)
    {
        using var source = Source.NewFromMemory(content.Span);
        using var image = Image.NewFromSource(source, strictness, access: Enums.Access.Sequential);
        using var killed = running.Watch(image);
        using var sums = image.Stats();
        return
        [
            .. Enumerable.Range(0, image.Bands + 1).SelectMany(band => sums.Getpoint(2, band).Concat(sums.Getpoint(3, band))),
        ];
    }

    public unsafe void CopyTo(Span<byte> pixels) =>
        new ReadOnlySpan<byte>((void*)_memory, _length)[..pixels.Length].CopyTo(pixels);

    public void Dispose()
    {
        var memory = Interlocked.Exchange(ref _memory, IntPtr.Zero);
        if (memory != IntPtr.Zero)
        {
            Vips.Free(memory);
        }
    }

    private static PixelPlacement Place(ImageFacts facts, PixelRequest request, Image scaled)
    {
        switch (request.Fit)
        {
            case PixelFit.Stretch:
                return new(facts, request.Width / (double)facts.Width, request.Height / (double)facts.Height, 0, 0);
            case PixelFit.Letterbox:
                var left = (request.Width - scaled.Width) / 2;
                var top = (request.Height - scaled.Height) / 2;
                return new(facts, scaled.Width / (double)facts.Width, scaled.Height / (double)facts.Height, left, top);
            default:
                var scale = Math.Max(request.Width / (double)facts.Width, request.Height / (double)facts.Height);
                return new(
                    facts,
                    scale,
                    scale,
                    (request.Width - (facts.Width * scale)) / 2,
                    (request.Height - (facts.Height * scale)) / 2
                );
        }
    }
}
