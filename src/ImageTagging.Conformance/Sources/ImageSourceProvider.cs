namespace ImageTagging.Conformance;

/// <summary>Makes the sources that the suites test. Derive it once for a kind of source; xunit makes one for each test class.</summary>
/// <remarks>A provider whose store is not there calls <c>Assert.Skip</c> with the reason in <see cref="CreateAsync"/>.</remarks>
public abstract class ImageSourceProvider
{
    /// <summary>Makes a new store and puts these pictures into it.</summary>
    /// <param name="pictures">The bytes of each key; no two keys are alike, none is the folder of another.</param>
    /// <returns>A source over the store, whose scope is everything.</returns>
    public abstract ValueTask<IImageSource> CreateAsync(IReadOnlyDictionary<string, byte[]> pictures);

    /// <summary>Opens the same store once more, as another process would.</summary>
    public abstract ValueTask<IImageSource> OpenAgainAsync(IImageSource source);

    /// <summary>Opens the same store with a scope of its own: keys with this prefix. Keys stay relative to the root.</summary>
    /// <returns>The source; null where this kind has no scope of its own.</returns>
    public abstract ValueTask<IImageSource?> OpenWithPrefixAsync(IImageSource source, string prefix);

    /// <summary>Puts or replaces a picture behind the source's back.</summary>
    public abstract ValueTask PutAsync(IImageSource source, string key, byte[] content);

    /// <summary>Takes a picture away behind the source's back.</summary>
    public abstract ValueTask DeleteAsync(IImageSource source, string key);

    /// <summary>Tells if the kind of store can hold a picture under this key.</summary>
    /// <value>The default is true for every key.</value>
    public virtual bool CanHold(string key) => true;

    /// <summary>Makes something below a prefix that cannot be listed, such as a folder without permission.</summary>
    /// <returns>Whether it could be made; false where this kind of store knows no such thing (or this user may read everything).</returns>
    public virtual ValueTask<bool> TryMakeGapAsync(IImageSource source, string prefix) => new(false);

    /// <summary>Lets go of a source and its store.</summary>
    /// <value>The default disposes it, where it is disposable.</value>
    public virtual async ValueTask ReleaseAsync(IImageSource source)
    {
        switch (source)
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
