namespace ImageTagging.Benchmarks;

/// <summary>The tagger of the made-up images as a service would be: an answer takes a while, and a quota is known.</summary>
public sealed class PacedTagger(double callsPerSecond, TimeSpan answer) : ITagger
{
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <inheritdoc />
    public TaggerInfo Info { get; } =
        new()
        {
            Name = MillionImages.Tagger,
            Fingerprint = MillionImages.Fingerprint,
            PricePerCall = 0.001m,
            IsMetered = true,
            CallsPerSecond = callsPerSecond,
            MaxConcurrency = 64,
        };

    /// <inheritdoc />
    public bool ReadsBytes(ImageToTag image) => false;

    /// <inheritdoc />
    public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
    {
        await AnswerAsync(cancellationToken);
        return new() { ModelVersion = "3.0", Labels = [new() { Name = "Changed", Confidence = 90 }] };
    }

    /// <summary>A call's wait alone, for a loop that does nothing else.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task AnswerAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return Task.Delay(answer, cancellationToken);
    }
}
