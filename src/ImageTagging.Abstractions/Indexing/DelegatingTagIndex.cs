namespace ImageTagging;

/// <summary>
/// An index in front of another that passes every request on: the base of indexes that time, log, cache or refuse. Override what is to be
/// different.
/// </summary>
/// <param name="inner">The index behind it; it is the caller's, and is not disposed.</param>
/// <remarks>
/// Threads may share it where they may share the one behind it. What an engine offers beside <see cref="ITagIndex"/>, such as
/// <see cref="ISelfCheckingIndex"/>, is not seen through it.
/// </remarks>
public abstract class DelegatingTagIndex(ITagIndex inner) : ITagIndex
{
    /// <summary>The index behind it.</summary>
    protected ITagIndex Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc />
    public virtual IndexInfo Info => Inner.Info;

    /// <inheritdoc />
    public virtual ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) =>
        Inner.EnsureReadyAsync(cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask RefreshAsync(CancellationToken cancellationToken = default) => Inner.RefreshAsync(cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => Inner.WriteAsync(writes, cancellationToken);

    /// <inheritdoc />
    public virtual IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        CancellationToken cancellationToken = default
    ) => Inner.ScanAsync(source, range, cancellationToken);

    /// <inheritdoc />
    public virtual IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => Inner.ReadAllAsync(filter, after, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) => Inner.GetManyAsync(names, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => Inner.FindLabelsAsync(contents, tagger, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        Inner.SearchAsync(request, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => Inner.CountTagsAsync(request, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        Inner.ReadStateAsync(name, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        Inner.TryWriteStateAsync(next, cancellationToken);

    /// <inheritdoc />
    public virtual IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        Inner.ListStatesAsync(prefix, cancellationToken);
}
