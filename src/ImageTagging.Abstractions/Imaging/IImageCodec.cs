namespace ImageTagging;

/// <summary>Decodes and encodes pictures, bounded in bytes, pixels and time. ImageTagging.Imaging implements it.</summary>
/// <remarks>Threads may share a codec. Faults of a picture throw <see cref="ImageTaggingException"/> with <see cref="FailureKind.Refused"/>.</remarks>
public interface IImageCodec
{
    /// <summary>The type and the upright size of a picture, from its header.</summary>
    /// <param name="content">The picture's bytes, or as many of its first as hold the header.</param>
    /// <returns>Type and upright size in pixels.</returns>
    ImageFacts Probe(ReadOnlyMemory<byte> content);

    /// <summary>Re-encodes a picture upright and within bounds.</summary>
    /// <param name="content">The picture's bytes.</param>
    /// <param name="request">Type, size and bytes at the most.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The new bytes and what they show.</returns>
    ValueTask<EncodedImage> EncodeAsync(
        ReadOnlyMemory<byte> content,
        EncodeRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>A picture's perceptual hash, by which near duplicates are found where no tagger tells it.</summary>
    /// <param name="content">The picture's bytes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The hash; null where the codec makes none, as one does that says nothing else.</returns>
    ValueTask<PerceptualHash?> LookAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        new((PerceptualHash?)null);
}
