using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ImageTagging.Running;

/// <summary>Cuts a stream of listings into chunks without waiting for a chunk to fill; reads no further ahead than there is room.</summary>
internal sealed class ListingChunks(
    IAsyncEnumerable<ImageListing> listings,
    SemaphoreSlim room,
    KeysAtWork atWork,
    CancellationToken stopping
)
{
    private const int Most = 256;

    // Two chunks ahead: somebody's own stream is read no faster than it is worked on.
    private readonly Channel<ImageListing> _read = Channel.CreateBounded<ImageListing>(
        new BoundedChannelOptions(2 * Most) { SingleReader = true, SingleWriter = true }
    );

    /// <summary>Chunks of different keys none of which is at work; nothing more once the run is stopping.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ImageListing>> ReadAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = Task.Run(() => ReadAllAsync(end.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in CutAsync(stopping).ConfigureAwait(false))
            {
                yield return chunk;
            }
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<ImageListing>> CutAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var chunk = new List<ImageListing>(Most);
        while (await _read.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (chunk.Count < Most && _read.Reader.TryRead(out var listing))
            {
                // Room before the key: whoever holds a key must never wait for the outcomes of others to be taken.
                await room.WaitAsync(cancellation).ConfigureAwait(false);
                while (!atWork.TryEnter(listing.Key))
                {
                    // The same key again: what was read before it goes first.
                    if (chunk.Count > 0)
                    {
                        yield return chunk;
                        chunk = new(Most);
                    }

                    await atWork.GoneAsync(listing.Key).WaitAsync(cancellation).ConfigureAwait(false);
                }

                chunk.Add(listing);
            }

            if (chunk.Count > 0)
            {
                yield return chunk;
                chunk = new(Most);
            }
        }
    }

    private async Task ReadAllAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var listing in listings.WithCancellation(cancellation).ConfigureAwait(false))
            {
                await _read.Writer.WriteAsync(listing, cancellation).ConfigureAwait(false);
            }

            _read.Writer.TryComplete();
        }
        catch (Exception fault)
        {
            // Thrown to the reader.
            _read.Writer.TryComplete(fault);
        }
    }
}
