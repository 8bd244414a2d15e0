using System.Runtime.CompilerServices;

namespace ImageTagging.Conformance;

/// <summary>A store of one picture, in memory.</summary>
internal sealed class OneImageSource(byte[] bytes) : IImageSource
{
    public string Name => "memory";

    public ImageListing Listing { get; } =
        new()
        {
            Key = "picture.jpg",
            Location = "memory:///picture.jpg",
            Size = bytes.Length,
            ModifiedAt = SampleRecords.Start,
            ListedAt = SampleRecords.Start,
        };

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (range.Contains(Listing.Key))
        {
            yield return Listing;
        }

        await Task.CompletedTask;
    }

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new MemoryStream(bytes, writable: false));
    }
}
