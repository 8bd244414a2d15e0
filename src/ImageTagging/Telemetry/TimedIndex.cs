namespace ImageTagging.Telemetry;

/// <summary>An index whose requests are timed. What streams (scans, whole reads) is timed by its reader's step instead.</summary>
internal sealed class TimedIndex(ITagIndex inner, TimeProvider time) : ITagIndex
{
    public IndexInfo Info => inner.Info;

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => inner.EnsureReadyAsync(cancellationToken);

    public async ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        try
        {
            await inner.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.AskedIndex("refresh", time.GetElapsedTime(started));
        }
    }

    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => TimeAsync("write", time.GetTimestamp(), inner.WriteAsync(writes, cancellationToken));

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
    ) => TimeAsync("read", time.GetTimestamp(), inner.GetManyAsync(names, cancellationToken));

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => TimeAsync("look-up", time.GetTimestamp(), inner.FindLabelsAsync(contents, tagger, cancellationToken));

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        TimeAsync("search", time.GetTimestamp(), inner.SearchAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => TimeAsync("count", time.GetTimestamp(), inner.CountTagsAsync(request, cancellationToken));

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        TimeAsync("state", time.GetTimestamp(), inner.ReadStateAsync(name, cancellationToken));

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        TimeAsync("state", time.GetTimestamp(), inner.TryWriteStateAsync(next, cancellationToken));

    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListStatesAsync(prefix, cancellationToken);

    private async ValueTask<T> TimeAsync<T>(string operation, long started, ValueTask<T> request)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        finally
        {
            Instruments.AskedIndex(operation, time.GetElapsedTime(started));
        }
    }
}
