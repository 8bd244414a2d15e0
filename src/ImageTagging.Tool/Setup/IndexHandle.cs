namespace ImageTagging.Tool.Setup;

/// <summary>An index that this program opened, and closes.</summary>
internal sealed class IndexHandle(ITagIndex index) : IAsyncDisposable
{
    public ITagIndex Index { get; } = index;

    public async ValueTask DisposeAsync()
    {
        switch (Index)
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
