using System.Runtime.CompilerServices;
using ImageTagging.Verifying;

namespace ImageTagging;

/// <summary>Compares sources with an index, and an index with itself: scans, projections, counts, and what the engine checks of its own.</summary>
/// <remarks>
/// Reads everything once, in constant memory but for the counts of the values. What a run writes meanwhile may show as a difference
/// that is gone the next time. It disposes nothing.
/// </remarks>
/// <param name="index">The index.</param>
/// <param name="vocabulary">The vocabulary that the tags should have been projected with; null for the empty one.</param>
public sealed class IndexVerifier(ITagIndex index, Vocabulary? vocabulary = null)
{
    /// <summary>Yields each difference as it is found.</summary>
    /// <param name="options">What to compare; null for the index alone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The differences.</returns>
    /// <exception cref="ImageTaggingException">A source cannot be listed at all or lists out of order, or the index cannot be read.</exception>
    public async IAsyncEnumerable<IndexDifference> VerifyAsync(
        VerifyOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (var source in options.Sources)
        {
            var scope = source.Scope.Intersect(options.Scope);
            await foreach (
                var difference in SourceComparison.CompareAsync(source, index, scope, cancellationToken).ConfigureAwait(false)
            )
            {
                yield return difference;
            }
        }

        // The engine's own structures first: what follows reads through them.
        var read = new Told(options.Progress);
        if (index is ISelfCheckingIndex engine)
        {
            await foreach (var fault in engine.CheckAsync(options.Repair, read, cancellationToken).ConfigureAwait(false))
            {
                yield return new(IndexDifferenceKind.Engine, fault.Image, $"{fault.Code}: {fault.Message}", fault.IsRepaired);
            }
        }

        var counts = new TermCounts();
        var records = new RecordComparison(index, vocabulary ?? Vocabulary.Empty, options.Repair, counts, read.Next());
        await foreach (var difference in records.CompareAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }

        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var difference in counts.CompareAsync(index, cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }
    }

    /// <summary>Tells one count over all readings.</summary>
    private sealed class Told(IProgress<long>? to, long before = 0) : IProgress<long>
    {
        private long _read;

        public void Report(long value)
        {
            _read = value;
            to?.Report(before + value);
        }

        /// <summary>For the next reading, whose count begins anew.</summary>
        public Told Next() => new(to, before + _read);
    }
}
