namespace ImageTagging.Conformance;

/// <summary>Makes the tagger that the suites test. Derive it once for a kind of tagger; xunit makes one for each test class.</summary>
/// <remarks>A provider whose service or model is not there calls <c>Assert.Skip</c> with the reason in <see cref="CreateAsync"/>.</remarks>
public abstract class TaggerProvider
{
    /// <summary>Makes a new tagger.</summary>
    public abstract ValueTask<ITagger> CreateAsync();

    /// <summary>A picture that the tagger has something to say of.</summary>
    public abstract ValueTask<byte[]> ReadPictureAsync();

    /// <summary>Contents that the tagger must refuse, by a name for messages, such as text named as a picture.</summary>
    /// <value>The default is an empty file, text, and the first 100 bytes of the picture.</value>
    public virtual async ValueTask<IReadOnlyDictionary<string, byte[]>> ReadBadPicturesAsync()
    {
        var picture = await ReadPictureAsync();
        return new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["empty"] = [],
            ["text"] = "This is no picture."u8.ToArray(),
            ["truncated"] = picture[..Math.Min(100, picture.Length)],
        };
    }

    /// <summary>Lets go of a tagger.</summary>
    /// <value>The default disposes it, where it is disposable.</value>
    public virtual async ValueTask ReleaseAsync(ITagger tagger)
    {
        switch (tagger)
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
