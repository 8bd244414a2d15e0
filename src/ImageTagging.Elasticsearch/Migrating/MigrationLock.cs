using ImageTagging.Indexing;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Migrating;

/// <summary>One migration of an index at a time, whichever machine it runs on.</summary>
internal sealed class MigrationLock(ITagIndex index, string alias, TimeProvider time, ILogger logger)
{
    /// <summary>Runs an action while nobody else migrates; it is ended where the lock is lost.</summary>
    /// <exception cref="ImageTaggingException">Another one is under way (code <c>Migrating</c>).</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await IndexLock
                .RunAsync(index, "migration of " + alias, action, time, logger, cancellationToken)
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
