using System.Collections.Concurrent;
using ImageTagging.Retry;
using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Leases;

/// <summary>Gives out leases on a source's key ranges; one state entry a source, changed by compare and swap.</summary>
internal sealed class LeaseBook(ITagIndex index, TimeProvider time, RetryPolicy retry, ILogger logger)
{
    /// <summary>A lease is dead when its beat has not changed for so long, on the observer's own clock.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    // A lease whose write took longer may be half-way to its death for others.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(15);

    // Leases that this process has let go of and that may stand in an index still: their owner lives, and nobody beats them.
    private static readonly ConcurrentDictionary<string, bool> s_letGo = new(StringComparer.Ordinal);

    /// <summary>Takes a lease, once no live one overlaps.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="range">The keys.</param>
    /// <param name="wait">How long to wait for live leases of others.</param>
    /// <param name="hold">Held while the lease cannot be renewed; null where nothing can be held back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageTaggingException">Another run holds some of the keys (code <c>LeaseHeld</c>).</exception>
    public async ValueTask<RunLease> AcquireAsync(
        string source,
        KeyRange range,
        TimeSpan wait,
        PauseGate? hold,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var seen = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        var id = Guid.NewGuid().ToString("N");
        var (isTold, mayBeWritten) = (false, false);
        try
        {
            while (true)
            {
                var entry = await ReadAsync(source, cancellationToken).ConfigureAwait(false);
                var sheet = LeaseSheet.Of(source, entry);
                var asked = time.GetTimestamp();
                if (sheet.Leases.FirstOrDefault(l => string.Equals(l.Id, id, StringComparison.Ordinal)) is { } own)
                {
                    // Ours already: the write went through and its answer was lost, or was long in coming. It beats before it counts:
                    // for whoever watches it, its minute began when it was written.
                    var beaten = own with
                    {
                        Beat = own.Beat + 1,
                    };
                    var isBeaten = await WriteAsync(
                            sheet with
                            {
                                Leases = [.. sheet.Leases.Select(l => l == own ? beaten : l)],
                            },
                            entry,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    if (isBeaten && time.GetElapsedTime(asked) < s_soon)
                    {
                        return new RunLease(this, source, beaten, hold, retry.MaxTime, time, logger);
                    }

                    continue;
                }

                var living = sheet.Leases.Where(l => !IsDead(l, seen)).ToArray();
                var other = Array.Find(living, l => l.Range.Overlaps(range));
                if (other is null)
                {
                    // Compare and swap: of two that read the same sheet one writes, and the other reads again.
                    var epoch = sheet.Leases.Select(l => l.Epoch).DefaultIfEmpty(0).Max() + 1;
                    var lease = new Lease(id, ProcessOwner.Current.ToString(), range.From, range.Before, epoch, 1);
                    mayBeWritten = true;
                    if (
                        await WriteAsync(sheet with { Leases = [.. living, lease] }, entry, cancellationToken)
                            .ConfigureAwait(false)
                        && time.GetElapsedTime(asked) < s_soon
                    )
                    {
                        return new RunLease(this, source, lease, hold, retry.MaxTime, time, logger);
                    }

                    continue;
                }

                // One that nobody here can tell dead from alive is watched until its beat changes or has not for long enough.
                var lives = seen[other.Id].HasBeaten || ProcessOwner.TryParse(other.Owner) is { IsAlive: true };
                if (lives && time.GetElapsedTime(started) >= wait)
                {
                    throw Held(source, other);
                }

                if (!isTold)
                {
                    isTold = true;
                    RunLog.WaitsForOther(logger, Printable.Text(source));
                }

                await Task.Delay(s_look, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch when (mayBeWritten)
        {
            // It may stand in the book, its process lives, and nobody beats it.
            s_letGo[id] = true;
            throw;
        }
    }

    /// <summary>Raises a lease's beat; false where the lease is no longer in the book.</summary>
    public async ValueTask<bool> BeatAsync(string source, string id, CancellationToken cancellationToken)
    {
        // Whatever a run is doing, its lease finds an index that is frozen.
        using var slow = retry.Watch();
        while (true)
        {
            var entry = await index.ReadStateAsync(LeaseSheet.NameOf(source), cancellationToken).ConfigureAwait(false);
            var sheet = LeaseSheet.Of(source, entry);
            if (!sheet.Leases.Any(l => string.Equals(l.Id, id, StringComparison.Ordinal)))
            {
                return false;
            }

            var next = sheet with
            {
                Leases =
                [
                    .. sheet.Leases.Select(l =>
                        string.Equals(l.Id, id, StringComparison.Ordinal) ? l with { Beat = l.Beat + 1 } : l
                    ),
                ],
            };
            if (await index.TryWriteStateAsync(next.ToEntry(entry?.Token), cancellationToken).ConfigureAwait(false))
            {
                if (slow.IsTold)
                {
                    retry.Answered();
                }

                return true;
            }
        }
    }

    /// <summary>Gives a lease back. Where that fails, it counts as dead for this process's next run all the same.</summary>
    public async ValueTask ReleaseAsync(string source, string id, CancellationToken cancellationToken)
    {
        s_letGo[id] = true;
        while (true)
        {
            var entry = await ReadAsync(source, cancellationToken).ConfigureAwait(false);
            var sheet = LeaseSheet.Of(source, entry);
            var rest = sheet.Leases.Where(l => !string.Equals(l.Id, id, StringComparison.Ordinal)).ToArray();
            if (
                rest.Length == sheet.Leases.Count
                || await WriteAsync(sheet with { Leases = rest }, entry, cancellationToken).ConfigureAwait(false)
            )
            {
                s_letGo.TryRemove(id, out _);
                return;
            }
        }
    }

    private ValueTask<StateEntry?> ReadAsync(string source, CancellationToken cancellationToken) =>
        retry.ExecuteAsync(token => index.ReadStateAsync(LeaseSheet.NameOf(source), token), cancellationToken);

    private ValueTask<bool> WriteAsync(LeaseSheet sheet, StateEntry? read, CancellationToken cancellationToken) =>
        retry.ExecuteAsync(token => index.TryWriteStateAsync(sheet.ToEntry(read?.Token), token), cancellationToken);

    private bool IsDead(Lease lease, Dictionary<string, Sighting> seen)
    {
        if (s_letGo.ContainsKey(lease.Id) || ProcessOwner.TryParse(lease.Owner) is { IsDead: true })
        {
            return true;
        }

        if (!seen.TryGetValue(lease.Id, out var sighting) || sighting.Beat != lease.Beat)
        {
            seen[lease.Id] = new(lease.Beat, time.GetTimestamp(), HasBeaten: sighting is not null);
            return false;
        }

        return time.GetElapsedTime(sighting.At) >= DeadAfter;
    }

    private static ImageTaggingException Held(string source, Lease other) =>
        new(
            $"Another run is at work on {KeysOf(other.Range)} of {Printable.Text(source)} ({Printable.Text(ProcessOwner.TryParse(other.Owner)?.InWords() ?? "a process elsewhere")}); wait for it to end, or let this one wait with RunOptions.WaitForOtherRun."
        )
        {
            Code = ErrorCodes.LeaseHeld,
        };

    private static string KeysOf(KeyRange range) =>
        range.IsAll ? "all keys"
        : range.Before is null ? $"the keys from '{Printable.Text(range.From)}' on"
        : $"the keys from '{Printable.Text(range.From)}' to before '{Printable.Text(range.Before)}'";

    private sealed record Sighting(long Beat, long At, bool HasBeaten);
}
