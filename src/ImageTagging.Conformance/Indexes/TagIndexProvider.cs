namespace ImageTagging.Conformance;

/// <summary>Makes the indexes that the suites test. Derive it once for an engine; xunit makes one for each test class.</summary>
/// <remarks>A provider whose engine is not there calls <c>Assert.Skip</c> with the reason in <see cref="CreateAsync"/>.</remarks>
public abstract class TagIndexProvider
{
    /// <summary>Makes a new, empty index that is ready (<see cref="ITagIndex.EnsureReadyAsync"/> was called).</summary>
    public abstract ValueTask<ITagIndex> CreateAsync();

    /// <summary>Opens the same index once more, as another process would: nothing cached is shared.</summary>
    /// <value>The default is the same instance, for engines that live in one object.</value>
    public virtual ValueTask<ITagIndex> OpenAgainAsync(ITagIndex index) => new(index);

    /// <summary>An index that nothing ever made, not ready; null for engines whose indexes are there as soon as they are named.</summary>
    /// <value>The default is null.</value>
    public virtual ValueTask<ITagIndex?> OpenMissingAsync() => new((ITagIndex?)null);

    /// <summary>Lets go of an index that a test is done with: its files, its server-side names.</summary>
    /// <value>The default disposes it, where it is disposable.</value>
    public virtual async ValueTask ReleaseAsync(ITagIndex index)
    {
        switch (index)
        {
            case IAsyncDisposable asynchronous:
                await asynchronous.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
