using System.Globalization;
using System.Runtime.CompilerServices;

namespace ImageTagging.Benchmarks;

/// <summary>The made-up store after some time: every hundredth of its pictures was replaced.</summary>
public sealed class ChangedSource(MillionImages images) : IImageSource
{
    private readonly MillionSource _before = new(images);

    /// <inheritdoc />
    public string Name => _before.Name;

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var place = 0;
        await foreach (var entry in _before.ListAsync(range, cancellationToken))
        {
            yield return entry is ImageListing listing && place++ % 100 == 37 ? Changed(listing) : entry;
        }
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The tagger takes pictures by reference.");

    private static ImageListing Changed(ImageListing listing)
    {
        var etag = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{Noise.Mix((ulong)listing.Size):x16}{Noise.Mix((ulong)listing.ModifiedAt.Ticks):x16}\""
        );
        return listing with
        {
            Version = etag,
            Contents = ContentId.FromETag(etag, listing.Size),
            ModifiedAt = listing.ModifiedAt.AddDays(1),
        };
    }
}
