namespace ImageTagging;

/// <summary>An index that can hold its own structures against its records: posting sets, bands, totals, look-ups.</summary>
/// <remarks>Optional beside <see cref="ITagIndex"/>; a verification asks for it where an engine has it.</remarks>
public interface ISelfCheckingIndex
{
    /// <summary>Compares what the engine derived with the records it was derived from, and yields each difference.</summary>
    /// <param name="repair">Whether what differs is derived anew.</param>
    /// <param name="progress">Is told, again and again, how many records were looked at so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was repaired stays so.</param>
    /// <returns>The faults, as they are found.</returns>
    IAsyncEnumerable<IndexFault> CheckAsync(
        bool repair,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    );
}
