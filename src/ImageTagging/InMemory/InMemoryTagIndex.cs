using System.Runtime.CompilerServices;
using ImageTagging.Indexing;
using ImageTagging.InMemory;

namespace ImageTagging;

/// <summary>A tag index in this process's memory: for tests, small collections, and as the reference the engines are compared with.</summary>
/// <remarks>Threads may share it. Nothing is kept beyond its life; a search looks at every record.</remarks>
/// <param name="name">What messages call it.</param>
public sealed class InMemoryTagIndex(string name = "memory") : ITagIndex
{
    private readonly RecordStore _records = new();
    private readonly InMemoryStates _states = new();

    /// <inheritdoc />
    public IndexInfo Info { get; } = new("memory", name) { FindsSimilar = true };

    /// <inheritdoc />
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(writes);
        cancellationToken.ThrowIfCancellationRequested();
        if (writes.DistinctBy(w => w.Name).Count() != writes.Count)
        {
            throw new ArgumentException("One call writes an image at most once.", nameof(writes));
        }

        var results = new WriteResult[writes.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _records.Write(writes[i]);
        }

        return new(results);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        var stamps = new Dictionary<string, RecordStamp>(StringComparer.Ordinal);
        await foreach (var record in _records.ReadAsync(source, range, cancellationToken).ConfigureAwait(false))
        {
            var stamp = record.Stamp;
            if (!stamps.TryAdd(stamp.Text, stamp))
            {
                stamp = stamps[stamp.Text];
            }

            yield return new()
            {
                Key = record.Key,
                Size = record.Size,
                ModifiedAt = record.ModifiedAt,
                Version = record.Version,
                ListedAt = record.ListedAt,
                Stamp = stamp,
                DueAt = record.DueAt,
                GoneAt = record.GoneAt,
            };
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (filter is not null)
        {
            QuerySemantics.Check(filter);
        }

        await foreach (var record in _records.ReadAsync(after, cancellationToken).ConfigureAwait(false))
        {
            if (filter is null || QuerySemantics.Finds(filter, record))
            {
                yield return record;
            }
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. names.Select(_records.Find)]);
    }

    /// <inheritdoc />
    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(tagger);
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            new LabelLookup([
                .. contents
                    .Distinct()
                    .SelectMany(c => LabelMatches.Best(_records.Holding(c).SelectMany(r => LabelMatches.Of(c, tagger, r)))),
            ])
        );
    }

    /// <inheritdoc />
    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchChecks.Check(request);
        cancellationToken.ThrowIfCancellationRequested();
        return new(FullSearch.Run(request, _records.Snapshot()));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        SearchChecks.Check(request);
        cancellationToken.ThrowIfCancellationRequested();
        return new(FullSearch.Count(request, _records.Snapshot()));
    }

    /// <inheritdoc />
    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_states.Read(name));
    }

    /// <inheritdoc />
    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        StateLimits.Check(next);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_states.TryWrite(next));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StateEntry> ListStatesAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        foreach (var entry in _states.List(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
