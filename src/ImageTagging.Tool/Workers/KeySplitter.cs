using System.Threading.Channels;

namespace ImageTagging.Tool.Workers;

/// <summary>
/// Cuts a source's keys into even ranges. Several listings at once go through the keys, keeping evenly spaced ones; whichever has
/// nothing left takes half of what another has before it, so that no guess about the keys is needed beforehand.
/// </summary>
internal sealed class KeySplitter(IImageSource source, ImageScope scope, int lanes)
{
    private const int PageSize = 1_000;
    private readonly KeyMiddle _middle = new();
    private readonly Channel<Span> _waiting = Channel.CreateUnbounded<Span>();
    private readonly List<Span> _all = [];
    private readonly Lock _lock = new();
    private readonly HashSet<ListingGap> _gaps = [];
    private int _unfinished;
    private int _idle;

    /// <summary>Places that could not be listed, and is counted in no range; read it when the ranges are there.</summary>
    public IReadOnlyCollection<ListingGap> Gaps => _gaps;

    /// <summary>Ranges that together are all keys of the scope's range, in order.</summary>
    public async Task<IReadOnlyList<KeyPartition>> SplitAsync(int parts, CancellationToken cancellationToken)
    {
        var within = source.Scope.Intersect(scope);
        if (within.Range.IsEmpty)
        {
            return [];
        }

        Add(new Span(within.Range.From, within.Range.Before));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(() => WorkAsync(within, stop), stop.Token)))
            .ConfigureAwait(false);
        return Cut(within.Range, parts);
    }

    private async Task WorkAsync(ImageScope within, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                Interlocked.Increment(ref _idle);
                var there = await _waiting.Reader.WaitToReadAsync(stop.Token).ConfigureAwait(false);
                Interlocked.Decrement(ref _idle);
                if (!there)
                {
                    return;
                }

                while (_waiting.Reader.TryRead(out var span))
                {
                    await ListAsync(span, within, stop.Token).ConfigureAwait(false);
                    if (Interlocked.Decrement(ref _unfinished) == 0)
                    {
                        _waiting.Writer.TryComplete();
                    }
                }
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ListAsync(Span span, ImageScope within, CancellationToken cancellationToken)
    {
        var seen = 0L;
        await foreach (var entry in source.ListAsync(new(span.From, span.Before), cancellationToken).ConfigureAwait(false))
        {
            if (entry is ListingGap gap)
            {
                // Two listings may meet the same one at their border.
                lock (_lock)
                {
                    _gaps.Add(gap);
                }
            }

            if (entry is not ImageListing listing)
            {
                continue;
            }

            if (span.Before is not null && KeyOrder.Compare(listing.Key, span.Before) >= 0)
            {
                return;
            }

            if (within.HasSuffix(listing.Key))
            {
                span.Keys.Add(listing.Key);
            }

            if (seen++ % 100 == 0)
            {
                _middle.Learn(listing.Key);
            }

            if (seen % PageSize == 0)
            {
                GiveAway(span, listing.Key);
            }
        }
    }

    // Half of what is left to an idle lane, a quarter to the next one, and so on.
    private void GiveAway(Span span, string at)
    {
        for (var idle = Volatile.Read(ref _idle); idle > 0 && _waiting.Reader.Count < lanes; idle--)
        {
            if (_middle.Between(at, span.Before) is not { } middle)
            {
                return;
            }

            Add(new Span(middle, span.Before));
            span.Before = middle;
        }
    }

    private void Add(Span span)
    {
        lock (_lock)
        {
            _all.Add(span);
        }

        Interlocked.Increment(ref _unfinished);
        _waiting.Writer.TryWrite(span);
    }

    private List<KeyPartition> Cut(KeyRange whole, int parts)
    {
        _all.Sort((a, b) => KeyOrder.Compare(a.From, b.From));
        var total = _all.Sum(s => s.Keys.Count);
        var cuts = new List<(string Key, long Before)>();
        var before = 0L;
        foreach (var span in _all)
        {
            foreach (var (key, inside) in span.Keys.Samples)
            {
                var next = cuts.Count + 1;
                if (next < parts && before + inside >= total * (double)next / parts)
                {
                    cuts.Add((key, before + inside));
                }
            }

            before += span.Keys.Count;
        }

        var partitions = new List<KeyPartition>(cuts.Count + 1);
        var (from, counted) = (whole.From, 0L);
        foreach (var cut in cuts.Where(c => c.Before > 0))
        {
            partitions.Add(new(new(from, cut.Key), cut.Before - counted));
            (from, counted) = (cut.Key, cut.Before);
        }

        partitions.Add(new(new(from, whole.Before), total - counted));
        return partitions;
    }

    /// <summary>A part of the keys that one lane lists; its end comes nearer when it gives some away.</summary>
    private sealed class Span(string from, string? before)
    {
        public string From => from;

        public string? Before { get; set; } = before;

        public KeyCount Keys { get; } = new();
    }
}
