namespace ImageTagging.Tests.Correcting;

/// <summary>An index where others act at chosen moments: just before a write arrives, or in place of an answer.</summary>
internal sealed class InterferingIndex(ITagIndex inner) : ITagIndex
{
    public Func<IReadOnlyList<RecordWrite>, ValueTask>? BeforeWrite { get; set; }

    public int Writes { get; private set; }

    public IndexInfo Info => inner.Info;

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => inner.EnsureReadyAsync(cancellationToken);

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) => inner.RefreshAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        Writes++;
        if (BeforeWrite is { } before)
        {
            await before(writes);
        }

        return await inner.WriteAsync(writes, cancellationToken);
    }

    public IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        CancellationToken cancellationToken = default
    ) => inner.ScanAsync(source, range, cancellationToken);

    public IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => inner.ReadAllAsync(filter, after, cancellationToken);

    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) => inner.GetManyAsync(names, cancellationToken);

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => inner.FindLabelsAsync(contents, tagger, cancellationToken);

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        inner.SearchAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => inner.CountTagsAsync(request, cancellationToken);

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        inner.ReadStateAsync(name, cancellationToken);

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        inner.TryWriteStateAsync(next, cancellationToken);

    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListStatesAsync(prefix, cancellationToken);
}
