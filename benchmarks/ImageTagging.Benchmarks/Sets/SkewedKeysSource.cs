using System.Runtime.CompilerServices;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Keys of which nine tenths lie under one prefix, listed as a bucket is: a request a page of 1,000 keys, each taking a while.</summary>
internal sealed class SkewedKeysSource : IImageSource
{
    private const int PageSize = 1_000;
    private readonly string[] _keys;
    private readonly TimeSpan _page;
    private int _requests;

    public SkewedKeysSource(int count, TimeSpan page)
    {
        _page = page;
        _keys =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    i % 10 != 0
                        ? $"exports/2024/img_{i:00000000}.jpg"
                        : $"{(char)('a' + (i / 10 % 26))}/{i * 7919L % 1_000_003:000000}-{i}.jpg"
                ),
        ];
        Array.Sort(_keys, StringComparer.Ordinal);
    }

    public string Name => "s3://skewed";

    /// <summary>List requests so far.</summary>
    public int Requests => _requests;

    /// <summary>How many keys a range really has.</summary>
    public int Count(KeyRange range) => (range.Before is null ? _keys.Length : First(range.Before)) - First(range.From);

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (at, end) = (First(range.From), range.Before is null ? _keys.Length : First(range.Before));
        do
        {
            Interlocked.Increment(ref _requests);
            await Task.Delay(_page, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            for (var stop = Math.Min(at + PageSize, end); at < stop; at++)
            {
                yield return new ImageListing
                {
                    Key = _keys[at],
                    Location = Name + "/" + _keys[at],
                    Size = 1,
                    ModifiedAt = DateTimeOffset.UnixEpoch,
                };
            }
        } while (at < end);
    }

    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("There are keys only.");

    private int First(string from)
    {
        // The keys are ASCII: their ordinal order is that of their bytes.
        var found = Array.BinarySearch(_keys, from, StringComparer.Ordinal);
        return found < 0 ? ~found : found;
    }
}
