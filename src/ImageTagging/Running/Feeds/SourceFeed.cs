using ImageTagging.Leases;
using ImageTagging.Planning;

namespace ImageTagging.Running;

/// <summary>Feeds a run with what is to be done for one source: lease, plan, removals.</summary>
internal sealed class SourceFeed(RunSession session, IImageSource source, OutcomeFlow? flow) : IAsyncDisposable
{
    // Another run may have worked on the keys until just before the lease was taken; what it did since the listing began is looked
    // up one by one where it matters, and that only over a short time.
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private readonly RunState _state = session.State;
    private readonly RunLifetime _lifetime = session.Lifetime;
    private readonly ListingJoin _join = session.Join(source);
    private DateTimeOffset _startedAt;
    private long? _begun;

    /// <summary>Begins to list, so that the first pages come while the index is made ready. Nothing of them is judged before the lease is held.</summary>
    public async Task BeginAsync()
    {
        // A run that only removes lists in several ranges.
        if (session.Options.Tag && ScopeOf() is { Range.IsEmpty: false } scope)
        {
            (_startedAt, _begun) = (session.Components.Now, session.Components.Time.GetTimestamp());
            await _join.BeginAsync(scope.Range, _lifetime.Stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Works until nothing of the source is in flight any more.</summary>
    /// <returns>The guard's objection to the removals; null where there is none.</returns>
    public async Task<string?> RunAsync()
    {
        string? objection = null;
        _state.ListingEnded = false;
        await _lifetime
            .GuardAsync(async () =>
            {
                var scope = ScopeOf();
                if (scope.Range.IsEmpty)
                {
                    _state.ListingEnded = true;
                    return;
                }

                if (_begun is null)
                {
                    await BeginAsync().ConfigureAwait(false);
                }

                var book = new LeaseBook(session.Components.Index, session.Components.Time, session.Retry, session.Logger);
                var lease = await book.AcquireAsync(
                        source.Name,
                        scope.Range,
                        session.Options.WaitForOtherRun,
                        _state.Gate,
                        _lifetime.Stopping
                    )
                    .ConfigureAwait(false);
                await using var held = lease.ConfigureAwait(false);
                // Others may take the keys from now on: what is in flight must not be written any more.
                using var lost = lease.Lost.Register(() => _lifetime.Abort(RunLease.Fault()));
                await session.RefreshAsync(_lifetime.Stopping).ConfigureAwait(false);
                objection = await RunUnderLeaseAsync(scope).ConfigureAwait(false);
            })
            .ConfigureAwait(false);
        return objection;
    }

    /// <summary>Gives up a listing that was begun and not read.</summary>
    public ValueTask DisposeAsync() => _join.DisposeAsync();

    private ImageScope ScopeOf() => source.Scope.Intersect(session.Options.Scope);

    private async Task<string?> RunUnderLeaseAsync(ImageScope scope)
    {
        if (_begun is { } begun && session.Components.Time.GetElapsedTime(begun) > s_fresh)
        {
            await BeginAsync().ConfigureAwait(false);
        }

        var startedAt = _begun is null ? session.Components.Now : _startedAt;
        var appeared = _state.Appeared = new AppearedContents();
        await using var kept = appeared.ConfigureAwait(false);
        var planner = session.Planner(_join, startedAt, appeared);
        await using var missing = planner.Missing.ConfigureAwait(false);
        var line = new TaggingLine(session, source);
        await using var working = line.ConfigureAwait(false);
        _state.Source = source.Name;
        await _lifetime.GuardAsync(() => PlanAsync(scope, planner, line)).ConfigureAwait(false);
        await line.CompleteAsync().ConfigureAwait(false);
        _state.Notes.Add(planner.Gaps.First);

        string? objection = null;
        if (_state.ListingEnded && !_lifetime.Stopping.IsCancellationRequested)
        {
            // After the line: a picture's content may be known only now, and tells a move from a removal.
            await _lifetime
                .GuardAsync(async () => objection = await RemoveAsync(planner, appeared, line, startedAt).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        await line.CompleteAsync().ConfigureAwait(false);
        if (!_lifetime.HasFailed)
        {
            await session.RefreshAsync(_lifetime.Aborting).ConfigureAwait(false);
        }

        return objection;
    }

    private async Task PlanAsync(ImageScope scope, ChangePlanner planner, TaggingLine line)
    {
        var ranges = session.Options.Tag ? [scope] : await SplitAsync(scope).ConfigureAwait(false);
        var ended = await Task.WhenAll(ranges.Select(range => line.AddAllAsync(Planned(range)))).ConfigureAwait(false);
        _state.ListingEnded = ended.All(e => e);

        IAsyncEnumerable<PlannedImage> Planned(ImageScope range)
        {
            var planned = planner.PlanAsync(range, _lifetime.Stopping);
            return flow is null ? planned : flow.WithRoomAsync(planned, _lifetime.Stopping);
        }
    }

    private async Task<string?> RemoveAsync(
        ChangePlanner planner,
        AppearedContents appeared,
        TaggingLine line,
        DateTimeOffset startedAt
    )
    {
        var removals = new Removals(session, source, planner, appeared, startedAt, flow, session.Options.GoneLately);
        var objection = await removals.WeighAsync(_lifetime.Stopping).ConfigureAwait(false);
        if (session.Options.AllowRemovals)
        {
            objection = null;
        }

        Interlocked.Add(ref _state.Tally.Moved, removals.Moved);
        if (objection is null)
        {
            // A listing that looks like an accident proves of nothing that it is gone: neither what it misses, nor what was gone before.
            await removals.RemoveAsync(line.Writer, _state.Tally, _lifetime.Stopping).ConfigureAwait(false);
        }

        return objection;
    }

    // Ranges of equal size by what the index holds; a listing that knows more is merely less even.
    private async Task<IReadOnlyList<ImageScope>> SplitAsync(ImageScope scope)
    {
        var parts = session.Components.Options.PruneRanges;
        if (parts == 1)
        {
            return [scope];
        }

        var records = session.Components.Index.ScanAsync(source.Name, scope.Range, _lifetime.Stopping);
        var ranges = await KeySample.SplitAsync(records, scope.Range, parts, _lifetime.Stopping).ConfigureAwait(false);
        return [.. ranges.Select(range => scope with { Range = range })];
    }
}
