using ImageTagging.Planning;
using ImageTagging.Retry;

namespace ImageTagging.Tagging;

/// <summary>
/// Which contents are called for now, or were acknowledged since the index was last refreshed: what a look-up in the index
/// cannot show yet. One for a pipeline; threads share it.
/// </summary>
internal sealed class ContentsInFlight(PipelineComponents components) : IDisposable
{
    // Claims and what was acknowledged change together; never held over a call of the index.
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ContentClaim> _claims = [];
    private readonly Queue<ContentClaim> _acknowledged = new();

    // One refresh at a time: they are counted, and look-ups compare with the count.
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private long _started;
    private long _ended;
    private long _writes;
    private long _refreshedAt = components.Time.GetTimestamp();

    /// <summary>How many refreshes have ended; a look-up that starts now sees what was acknowledged before the last of them began.</summary>
    public long Refreshes => Interlocked.Read(ref _ended);

    /// <summary>Takes a picture's contents for a call.</summary>
    /// <param name="item">The picture.</param>
    /// <param name="useless">Claims that were looked at already and cannot serve: each is waited for once, so that two of them never take turns.</param>
    /// <param name="other">Another's claim on some of them; null also where the picture's last look-up is too old to be told what happened since.</param>
    /// <returns>Whether the picture has its claim now.</returns>
    public bool TryClaim(TagItem item, IReadOnlyCollection<ContentClaim> useless, out ContentClaim? other)
    {
        var contents = item.Contents;
        var hashes = new ulong[contents.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = AppearedContents.Hash(contents[i]);
        }

        lock (_lock)
        {
            other = null;
            if (item.LookedUpAt < _ended - 1)
            {
                return false;
            }

            foreach (var hash in hashes)
            {
                if (_claims.TryGetValue(hash, out other) && !useless.Contains(other))
                {
                    return false;
                }
            }

            other = null;
            item.Claim = new ContentClaim(item.Name, contents, hashes);
            foreach (var hash in hashes)
            {
                _claims[hash] = item.Claim;
            }

            return true;
        }
    }

    /// <summary>The claim's record was acknowledged, or never will be.</summary>
    public void Settle(ContentClaim claim, bool isAcknowledged)
    {
        claim.Settle();
        lock (_lock)
        {
            if (isAcknowledged)
            {
                claim.AcknowledgedAt = _started;
                _acknowledged.Enqueue(claim);
            }
            else
            {
                Forget(claim);
            }
        }
    }

    /// <summary>Counts acknowledged writes, and refreshes the index when it is time.</summary>
    public async ValueTask WroteAsync(int writes, RetryPolicy retry, CancellationToken cancellationToken)
    {
        var total = Interlocked.Add(ref _writes, writes);
        var elapsed = components.Time.GetElapsedTime(Interlocked.Read(ref _refreshedAt));
        if (total >= components.Options.RefreshWrites || (total > 0 && elapsed >= components.Options.RefreshEvery))
        {
            await RefreshAsync(retry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Refreshes the index and forgets what a look-up can now see.</summary>
    public async ValueTask RefreshAsync(RetryPolicy retry, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Before the refresh: what is written while it goes on may not be seen by it, and counts towards the next.
            Interlocked.Exchange(ref _writes, 0);
            var begun = Interlocked.Increment(ref _started);
            await retry.ExecuteAsync(components.Index.RefreshAsync, cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _refreshedAt, components.Time.GetTimestamp());
            lock (_lock)
            {
                _ended = begun;
                // One refresh more than look-ups need, for pictures that were looked up before this one and are called for after it.
                while (_acknowledged.TryPeek(out var oldest) && oldest.AcknowledgedAt < begun - 1)
                {
                    Forget(_acknowledged.Dequeue());
                }
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _refreshing.Dispose();

    private void Forget(ContentClaim claim)
    {
        foreach (var hash in claim.Hashes)
        {
            if (_claims.TryGetValue(hash, out var there) && there == claim)
            {
                _claims.Remove(hash);
            }
        }
    }
}
