using ImageTagging.Leases;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Migrating;

/// <summary>One migration of an index at a time, whichever machine it runs on: a lease as runs take them, on a source of its own.</summary>
internal sealed class MigrationLock(ITagIndex index, string alias, TimeProvider time, ILogger logger)
{
    /// <summary>Runs an action while nobody else migrates; it is ended where the lock is lost.</summary>
    /// <exception cref="ImageTaggingException">Another one is under way (code <c>Migrating</c>).</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        var lease = await TakeAsync(cancellationToken).ConfigureAwait(false);
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
                throw new OperationCanceledException(fault.Message, fault, cancellationToken);
            }
        }
    }

    private async ValueTask<RunLease> TakeAsync(CancellationToken cancellationToken)
    {
        var retry = RetryPolicy.OfOutages(time, TimeSpan.Zero, logger);
        try
        {
            return await new LeaseBook(index, time, retry, logger)
                .AcquireAsync("migration of " + alias, KeyRange.All, TimeSpan.Zero, new PauseGate(), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code == ErrorCodes.LeaseHeld)
        {
            throw new ImageTaggingException(
                $"Another migration of '{alias}' is under way. Wait for it to end; one whose process was killed on another machine counts as dead a minute later.",
                fault
            )
            {
                Code = ErrorCodes.Migrating,
            };
        }
    }
}
