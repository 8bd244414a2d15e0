namespace ImageTagging.Metadata.Tests;

/// <summary>A bucket of one picture, which tells how much of it was asked for.</summary>
internal sealed class FarSource(byte[] bytes, bool knowsParts = true) : IImageSource
{
    /// <summary>From where, and how many bytes.</summary>
    public List<(long From, int Most)> Asked { get; } = [];

    public string Name => "far";

    public bool PrefersBeginnings => true;

    public ImageListing Listing { get; } =
        new()
        {
            Key = "a.jpg",
            Location = "far:a.jpg",
            Size = bytes.Length,
            ModifiedAt = default,
        };

    public IAsyncEnumerable<SourceEntry> ListAsync(KeyRange range, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        OpenBeginningAsync(image, bytes.Length, cancellationToken);

    public ValueTask<Stream> OpenBeginningAsync(ImageListing image, int mostBytes, CancellationToken cancellationToken = default)
    {
        Asked.Add((0, mostBytes));
        return new(new MemoryStream(bytes, 0, Math.Min(mostBytes, bytes.Length)));
    }

    public ValueTask<Stream?> OpenPartAsync(
        ImageListing image,
        long from,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        Asked.Add((from, mostBytes));
        return new(knowsParts ? new MemoryStream(bytes, (int)from, mostBytes) : null);
    }
}
