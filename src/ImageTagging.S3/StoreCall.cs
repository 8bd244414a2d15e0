namespace ImageTagging.S3;

/// <summary>A call that ends: what a store begins to answer, and never ends, would hold a run up for ever.</summary>
internal static class StoreCall
{
    /// <summary>How long a call may take, the SDK's own attempts within it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> call,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not answer within {Longest.TotalSeconds:0} seconds", fault);
        }
    }
}
