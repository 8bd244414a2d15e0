using System.Runtime.CompilerServices;

namespace ImageTagging.Benchmarks;

/// <summary>The made-up store that the made-up images lie in: lists them in key order, and holds no byte of them.</summary>
public sealed class MillionSource(MillionImages images) : IImageSource
{
    /// <inheritdoc />
    public string Name => MillionImages.Source;

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        for (var number = 0; number < images.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (range.Before is not null && number % 1_000 == 0 && KeyOrder.Compare(images.Key(number), range.Before) >= 0)
            {
                yield break;
            }

            if (!images.IsDeleted(number))
            {
                var listing = images.Listing(number);
                if (range.IsAll || range.Contains(listing.Key))
                {
                    yield return listing;
                }
            }
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Nothing that did not change is read.");
}
