namespace ImageTagging;

/// <summary>Says what is in a picture.</summary>
/// <remarks>
/// Threads share a tagger up to <see cref="TaggerInfo.MaxConcurrency"/>. One call of <see cref="TagAsync"/> is one attempt:
/// retries, rate and budget are the pipeline's, which sees each attempt. Whoever makes a tagger disposes it, where it is disposable.
/// </remarks>
public interface ITagger
{
    /// <summary>The facts that a pipeline needs of it. Cheap, without I/O, the same for the tagger's life.</summary>
    TaggerInfo Info { get; }

    /// <summary>
    /// Tells if it will ask for this picture's bytes. Where it will, the pipeline reads and hashes them first, so that bytes
    /// the index knows are not answered for again; a tagger that hands the service a reference says false.
    /// </summary>
    /// <value>The default is true.</value>
    /// <param name="image">The picture; its bytes are not read yet.</param>
    /// <returns>Whether it will ask for the bytes.</returns>
    bool ReadsBytes(ImageToTag image) => true;

    /// <summary>Answers for one picture, in one attempt.</summary>
    /// <param name="image">The picture; valid until the call ends.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What it says of the picture.</returns>
    /// <exception cref="ImageTaggingException">The attempt failed; its <see cref="ImageTaggingException.Kind"/> says how.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; always rethrown.</exception>
    ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default);
}
