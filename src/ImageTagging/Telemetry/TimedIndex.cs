namespace ImageTagging.Telemetry;

/// <summary>An index whose requests are timed. What streams (scans, whole reads) is timed by its reader's step instead.</summary>
internal sealed class TimedIndex(ITagIndex inner, TimeProvider time) : DelegatingTagIndex(inner)
{
    public override async ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        try
        {
            await Inner.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.AskedIndex("refresh", time.GetElapsedTime(started));
        }
    }

    public override ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => TimeAsync("write", time.GetTimestamp(), Inner.WriteAsync(writes, cancellationToken));

    public override ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) => TimeAsync("read", time.GetTimestamp(), Inner.GetManyAsync(names, cancellationToken));

    public override ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => TimeAsync("look-up", time.GetTimestamp(), Inner.FindLabelsAsync(contents, tagger, cancellationToken));

    public override ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        TimeAsync("search", time.GetTimestamp(), Inner.SearchAsync(request, cancellationToken));

    public override ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => TimeAsync("count", time.GetTimestamp(), Inner.CountTagsAsync(request, cancellationToken));

    public override ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        TimeAsync("state", time.GetTimestamp(), Inner.ReadStateAsync(name, cancellationToken));

    public override ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        TimeAsync("state", time.GetTimestamp(), Inner.TryWriteStateAsync(next, cancellationToken));

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
