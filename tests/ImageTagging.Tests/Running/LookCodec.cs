using System.Text;

namespace ImageTagging.Tests.Running;

/// <summary>Sees of a made-up picture the look that its first word names, as <c>look:000000000000000f</c>; none where it names none.</summary>
public sealed class LookCodec : IImageCodec
{
    public ImageFacts Probe(ReadOnlyMemory<byte> content) => new("image/jpeg", 400, 300);

    public ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        EncodeRequest request,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public ValueTask<PerceptualHash?> LookAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var first = Encoding.UTF8.GetString(content.Span).Split(' ')[0];
        return new(
            first.StartsWith("look:", StringComparison.Ordinal) && PerceptualHash.TryParse(first[5..], out var look) ? look : null
        );
    }
}
