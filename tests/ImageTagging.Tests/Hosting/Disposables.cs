using ImageTagging.Tests.Budgets;

namespace ImageTagging.Tests.Hosting;

internal sealed class DisposableSource : IImageSource, IDisposable
{
    public bool IsDisposed { get; private set; }

    public string Name => "disposable";

    public IAsyncEnumerable<SourceEntry> ListAsync(KeyRange range, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void Dispose() => IsDisposed = true;
}

internal sealed class DisposableIndex : StateIndex, IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
