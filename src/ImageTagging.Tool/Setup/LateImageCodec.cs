using ImageTagging.Imaging;

namespace ImageTagging.Tool.Setup;

/// <summary>
/// libvips, which is loaded for the first picture whose bytes are read: a run that calls by reference, or finds nothing changed, reads none.
/// </summary>
/// <param name="options">The bounds of a decode.</param>
internal sealed class LateImageCodec(ImagingOptions options) : IImageCodec
{
    private readonly Lazy<IImageCodec> _codec = new(() => new VipsImageCodec(options));

    /// <inheritdoc />
    public ImageFacts Probe(ReadOnlyMemory<byte> content) => _codec.Value.Probe(content);

    /// <inheritdoc />
    public ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        EncodeRequest request,
        CancellationToken cancellationToken = default
    ) => _codec.Value.EncodeAsync(content, request, cancellationToken);

    /// <inheritdoc />
    public ValueTask<PerceptualHash?> LookAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        _codec.Value.LookAsync(content, cancellationToken);
}
