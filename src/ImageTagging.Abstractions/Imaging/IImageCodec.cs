namespace ImageTagging;

/// <summary>Decodes and encodes pictures, bounded in bytes, pixels and time. ImageTagging.Imaging implements it.</summary>
/// <remarks>Threads may share a codec. Faults of a picture throw <see cref="ImageTaggingException"/> with <see cref="FailureKind.Refused"/>.</remarks>
public interface IImageCodec
{
    /// <summary>The type and the upright size of a picture, from its header.</summary>
    ImageFacts Probe(ReadOnlyMemory<byte> content);

    /// <summary>Re-encodes a picture upright and within bounds.</summary>
    ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        EncodeRequest request,
        CancellationToken cancellationToken = default
    );
}
