namespace ImageTagging.Tests.Correcting;

/// <summary>An index where others act at chosen moments: just before a write arrives, or in place of an answer.</summary>
internal sealed class InterferingIndex(ITagIndex inner) : DelegatingTagIndex(inner)
{
    public Func<IReadOnlyList<RecordWrite>, ValueTask>? BeforeWrite { get; set; }

    public int Writes { get; private set; }

    public override async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        Writes++;
        if (BeforeWrite is { } before)
        {
            await before(writes);
        }

        return await Inner.WriteAsync(writes, cancellationToken);
    }
}
