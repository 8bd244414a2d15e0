namespace ImageTagging;

/// <summary>A tagger around another, the base of middleware. Disposing it disposes the inner one.</summary>
/// <param name="inner">The tagger that is asked.</param>
public abstract class DelegatingTagger(ITagger inner) : ITagger, IAsyncDisposable
{
    /// <summary>The tagger that is asked.</summary>
    protected ITagger Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc />
    public virtual TaggerInfo Info => Inner.Info;

    /// <inheritdoc />
    public virtual bool ReadsBytes(ImageToTag image) => Inner.ReadsBytes(image);

    /// <inheritdoc />
    public virtual ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
        Inner.TagAsync(image, cancellationToken);

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        switch (Inner)
        {
            case IAsyncDisposable asyncDisposable:
                await asyncDisposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
