using System.Runtime.CompilerServices;

namespace ImageTagging.Tests.Verifying;

/// <summary>An index whose scans, counts and own structures say something else than its records.</summary>
internal sealed class LyingIndex(ITagIndex inner) : ITagIndex, ISelfCheckingIndex
{
    public IndexInfo Info => inner.Info;

    public async IAsyncEnumerable<IndexFault> CheckAsync(
        bool repair,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await ValueTask.CompletedTask;
        yield return new(Image: null, "Postings", "A posting set lacks an image.", IsRepaired: repair);
    }

    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var image in inner.ScanAsync(source, range, cancellationToken))
        {
            yield return image with
            {
                Size = image.Size + 1,
            };
        }
    }

    public async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => [.. (await inner.CountTagsAsync(request, cancellationToken)).Skip(1)];

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => inner.EnsureReadyAsync(cancellationToken);

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) => inner.RefreshAsync(cancellationToken);

    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => inner.WriteAsync(writes, cancellationToken);

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

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        inner.ReadStateAsync(name, cancellationToken);

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        inner.TryWriteStateAsync(next, cancellationToken);

    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListStatesAsync(prefix, cancellationToken);
}
