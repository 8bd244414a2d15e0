namespace ImageTagging;

/// <summary>Says what is in a picture.</summary>
/// <remarks>
/// Threads share a tagger up to <see cref="TaggerInfo.MaxConcurrency"/>. One call of <see cref="TagAsync"/> is one attempt:
/// retries, rate and budget are the pipeline's, which sees each attempt. Whoever makes a tagger disposes it, where it is disposable.
/// </remarks>
public interface ITagger
{
    /// <summary>What a pipeline must know of it. Cheap, without I/O, the same for the tagger's life.</summary>
    TaggerInfo Info { get; }

    /// <summary>Answers for one picture, in one attempt.</summary>
    /// <exception cref="ImageTaggingException">The attempt failed; its <see cref="ImageTaggingException.Kind"/> says how.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; always rethrown.</exception>
    ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default);
}
