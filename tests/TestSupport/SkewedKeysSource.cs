using System.Runtime.CompilerServices;

namespace ImageTagging.TestSupport;

/// <summary>Keys of which nine tenths lie under one prefix, listed as a bucket is: a request a page of 1,000 keys, each taking a while.</summary>
public sealed class SkewedKeysSource : IImageSource
{
    private const int PageSize = 1_000;
    private readonly string[] _keys;
    private readonly TimeSpan _page;
    private int _requests;
    private int _lists;
    private int _most;
    private long _listed;

    /// <summary>So many keys, and how long a page of them takes.</summary>
    public SkewedKeysSource(int count, TimeSpan page = default)
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

    /// <summary>Awaited before each page, told how many requests there were with it; null for nothing.</summary>
    public Func<int, Task>? BeforePage { get; set; }

    /// <summary>List requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Keys listed so far, those listed twice counted twice.</summary>
    public long Listed => _listed;

    /// <summary>The most listings that went on at once.</summary>
    public int MostAtOnce => _most;

    /// <summary>How many keys a range really has.</summary>
    public int Count(KeyRange range) => (range.Before is null ? _keys.Length : First(range.Before)) - First(range.From);

    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (at, end) = (First(range.From), range.Before is null ? _keys.Length : First(range.Before));
        var now = Interlocked.Increment(ref _lists);
        for (var most = _most; now > most; most = _most)
        {
            Interlocked.CompareExchange(ref _most, now, most);
        }

        try
        {
            do
            {
                var request = Interlocked.Increment(ref _requests);
                // A page comes from elsewhere: others go on meanwhile.
                await Task.Yield();
                await Task.Delay(_page, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                await (BeforePage?.Invoke(request).WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                for (var stop = Math.Min(at + PageSize, end); at < stop; at++)
                {
                    Interlocked.Increment(ref _listed);
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
        finally
        {
            // Also where a listing is given up.
            Interlocked.Decrement(ref _lists);
        }
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
