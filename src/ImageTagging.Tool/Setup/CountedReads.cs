using System.Runtime.CompilerServices;

namespace ImageTagging.Tool.Setup;

/// <summary>An index that tells how many records were read one after the other, by whatever goes over them. One reads at a time.</summary>
internal sealed class CountedReads(ITagIndex inner, IProgress<long> progress) : DelegatingTagIndex(inner)
{
    private long _read;

    public override async IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var record in Inner.ReadAllAsync(filter, after, cancellationToken).ConfigureAwait(false))
        {
            progress.Report(++_read);
            yield return record;
        }
    }
}
