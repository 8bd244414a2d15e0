namespace ImageTagging.Benchmarks;

/// <summary>The tagger whose answers the made-up images hold; nothing that did not change is shown to it.</summary>
public sealed class MillionTagger : ITagger
{
    /// <inheritdoc />
    public TaggerInfo Info { get; } =
        new()
        {
            Name = MillionImages.Tagger,
            Fingerprint = MillionImages.Fingerprint,
            PricePerCall = 0.001m,
            IsMetered = true,
        };

    /// <inheritdoc />
    public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Nothing that did not change is tagged.");
}
