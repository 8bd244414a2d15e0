using ImageTagging.Leases;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Indexing;

/// <summary>
/// Lets one process at a time work on an index as a whole, whichever machine it runs on, as a migration must: a lease in the index's
/// own state (<see cref="ITagIndex.ReadStateAsync"/>), taken and renewed as runs take and renew theirs.
/// </summary>
public static class IndexLock
{
    /// <summary>Runs an action while nobody else holds the lock of this name; the action is cancelled where the lock is lost.</summary>
    /// <typeparam name="T">The action's result.</typeparam>
    /// <param name="index">The index whose state holds the lock.</param>
    /// <param name="name">The lock's name; no source may have it.</param>
    /// <param name="action">The action. Its token ends with the caller's, and when the lock is lost.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">For operators; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The action's result.</returns>
    /// <exception cref="ImageTaggingException">
    /// Another process holds the lock (code <c>LeaseHeld</c>; one that was killed on another machine counts as dead a minute later),
    /// it was lost under way (<c>LeaseLost</c>), or the index cannot be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller's token ended it.</exception>
    public static async Task<T> RunAsync<T>(
        ITagIndex index,
        string name,
        Func<CancellationToken, Task<T>> action,
        TimeProvider? time = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(action);
        time ??= TimeProvider.System;
        logger ??= NullLogger.Instance;
        var lease = await new LeaseBook(index, time, Patience(time), logger)
            .AcquireAsync(name, KeyRange.All, TimeSpan.Zero, hold: null, cancellationToken)
            .ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            try
            {
                return await action(ends.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
            {
                throw RunLease.Fault();
            }
            catch (OperationCanceledException fault) when (cancellationToken.IsCancellationRequested)
            {
                // The linked token is ours; whoever cancelled wants to see their own.
                throw new OperationCanceledException(fault.Message, fault, cancellationToken);
            }
        }
    }

    // As long as the lock lives without a beat; who finds a migration under way is told at once.
    private static RetryPolicy Patience(TimeProvider time) =>
        new(
            new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15))
            {
                MaxTime = LeaseBook.DeadAfter,
                MaxMigrationTime = TimeSpan.Zero,
            },
            time
        );
}
