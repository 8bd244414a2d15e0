using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Tagging;
using ImageTagging.Writing;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>A run over one source: lease, plan, line, removals.</summary>
internal sealed class SourceRun(LineContext context, IImageSource source, RunState run, ILogger logger)
{
    private readonly PipelineComponents _parts = context.Parts;
    private readonly RunLifetime _stop = context.Stop;

    /// <summary>Runs; faults and cancellation are told to the run's <see cref="RunLifetime"/>.</summary>
    /// <returns>The guard's objection to the removals; null where there is none.</returns>
    public async Task<string?> RunAsync()
    {
        run.ListingEnded = false;
        try
        {
            var scope = source.Scope.Intersect(context.Options.Scope);
            if (scope.Range.IsEmpty)
            {
                run.ListingEnded = true;
                return null;
            }

            var book = new LeaseBook(_parts.Index, _parts.Time, context.Outage, logger);
            var lease = await book.AcquireAsync(
                    source.Name,
                    scope.Range,
                    context.Options.WaitForOtherRun,
                    run.Hold,
                    _stop.Stopping
                )
                .ConfigureAwait(false);
            await using var held = lease.ConfigureAwait(false);
            using var lost = lease.Lost.Register(() => _stop.Abort(RunLease.Fault()));
            await context.Ledger.RefreshAsync(context.Outage, _stop.Stopping).ConfigureAwait(false);
            return await RunUnderLeaseAsync(scope).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The run tells it, once what is in flight is safe.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _stop.Fail(fault);
            return null;
        }
    }

    private async Task<string?> RunUnderLeaseAsync(ImageScope scope)
    {
        var startedAt = _parts.Now;
        var trail = run.Trail = new AppearedContents();
        await using var kept = trail.ConfigureAwait(false);
        var planner = new ChangePlanner(
            source,
            _parts.Index,
            new(
                context.Rules.Taggers,
                _parts.Vocabulary.Fingerprint,
                context.Options,
                _parts.Options.RemoveAfter,
                startedAt,
                context.Rules.IsStaleModel,
                _parts.Time
            ),
            context.Outage,
            run.Tally,
            context.Steps,
            trail
        );
        await using var spool = planner.Missing.ConfigureAwait(false);
        var writer = new IndexWriter(
            _parts,
            context.Ledger,
            context.Outage,
            context.Steps.Write,
            logger,
            _stop.Fail,
            run.CallHold,
            run.Hold,
            _stop.Aborting
        );
        await using var writing = writer.ConfigureAwait(false);
        var hasEnded = await PlanAndTagAsync(scope, planner, writer).ConfigureAwait(false);
        run.Notes.Add(planner.Gaps.First);

        string? objection = null;
        if (hasEnded && !_stop.Stopping.IsCancellationRequested)
        {
            try
            {
                objection = await RemoveAsync(planner, trail, writer, startedAt).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // As above: what was written must be flushed first.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _stop.Fail(fault);
            }
        }

        await writer.FlushAsync().ConfigureAwait(false);
        if (!_stop.HasFailed)
        {
            await context.Ledger.RefreshAsync(context.Outage, _stop.Aborting).ConfigureAwait(false);
        }

        return objection;
    }

    private async Task<bool> PlanAndTagAsync(ImageScope scope, ChangePlanner planner, IndexWriter writer)
    {
        var line = new TaggingLine(context, source, writer);
        await using var working = line.ConfigureAwait(false);
        run.Source = source.Name;
        try
        {
            var ranges = context.Options.Tag ? [scope] : await SplitAsync(scope).ConfigureAwait(false);
            await Task.WhenAll(ranges.Select(range => PlanRangeAsync(range, planner, line))).ConfigureAwait(false);
            run.ListingEnded = true;
        }
#pragma warning disable CA1031 // What is in flight finishes first.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _stop.Fail(fault);
        }

        await line.CompleteAsync().ConfigureAwait(false);
        await writer.FlushAsync().ConfigureAwait(false);
        return run.ListingEnded;
    }

    private async Task PlanRangeAsync(ImageScope scope, ChangePlanner planner, TaggingLine line)
    {
        await foreach (var planned in planner.PlanAsync(scope, _stop.Stopping).ConfigureAwait(false))
        {
            RunTally.Count(ref run.Tally.Planned);
            await line.AddAsync(planned).ConfigureAwait(false);
        }
    }

    private async Task<string?> RemoveAsync(
        ChangePlanner planner,
        AppearedContents trail,
        IndexWriter writer,
        DateTimeOffset startedAt
    )
    {
        var removals = new Removals(
            _parts,
            source,
            planner,
            trail,
            context.Outage,
            run.Notes,
            startedAt,
            context.Options.GoneLately
        );
        var objection = await removals.WeighAsync(_stop.Stopping).ConfigureAwait(false);
        if (context.Options.AllowRemovals)
        {
            objection = null;
        }

        Interlocked.Add(ref run.Tally.Moved, removals.Moved);
        if (objection is null)
        {
            // A listing that looks like an accident proves of nothing that it is gone: neither what it misses, nor what was gone before.
            await removals.RemoveAsync(writer, run.Tally, _stop.Stopping).ConfigureAwait(false);
        }

        return objection;
    }

    // Ranges of equal size by what the index holds; a listing that knows more is merely less even.
    private async Task<IReadOnlyList<ImageScope>> SplitAsync(ImageScope scope)
    {
        if (_parts.Options.PruneRanges == 1)
        {
            return [scope];
        }

        var ranges = await KeySample
            .SplitAsync(
                _parts.Index.ScanAsync(source.Name, scope.Range, _stop.Stopping),
                scope.Range,
                _parts.Options.PruneRanges,
                _stop.Stopping
            )
            .ConfigureAwait(false);
        return [.. ranges.Select(range => scope with { Range = range })];
    }
}
