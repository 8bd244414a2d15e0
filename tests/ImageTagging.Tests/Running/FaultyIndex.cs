namespace ImageTagging.Tests.Running;

/// <summary>An index in front of another that fails, loses answers and lets others in between, as told.</summary>
public sealed class FaultyIndex(ITagIndex inner) : ITagIndex
{
    /// <summary>Called before each request with its name; may throw.</summary>
    public Action<string>? OnAsk { get; set; }

    /// <summary>Called after each write that was carried out and before its answer; may throw, so that the answer is lost.</summary>
    public Action? OnAnswer { get; set; }

    /// <summary>Called before a batch is written, as others may write then too.</summary>
    public Func<IReadOnlyList<RecordWrite>, Task>? BeforeWrite { get; set; }

    /// <summary>Told how many records each batch wrote.</summary>
    public Action<int>? OnWritten { get; set; }

    /// <summary>Called for every record that a scan yields; may throw.</summary>
    public Action<string>? OnScan { get; set; }

    public IndexInfo Info => inner.Info;

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("ready");
        return inner.EnsureReadyAsync(cancellationToken);
    }

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("refresh");
        return inner.RefreshAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("write");
        if (BeforeWrite is not null)
        {
            await BeforeWrite(writes);
        }

        var results = await inner.WriteAsync(writes, cancellationToken);
        OnWritten?.Invoke(results.Count(r => r.Outcome == WriteOutcome.Written));
        OnAnswer?.Invoke();
        return results;
    }

    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("scan");
        await foreach (var image in inner.ScanAsync(source, range, cancellationToken))
        {
            OnScan?.Invoke(image.Key);
            yield return image;
        }
    }

    public IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => inner.ReadAllAsync(filter, after, cancellationToken);

    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("read");
        return inner.GetManyAsync(names, cancellationToken);
    }

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("look-up");
        return inner.FindLabelsAsync(contents, tagger, cancellationToken);
    }

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        inner.SearchAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => inner.CountTagsAsync(request, cancellationToken);

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("state " + name);
        return inner.ReadStateAsync(name, cancellationToken);
    }

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("write state " + next.Name);
        return inner.TryWriteStateAsync(next, cancellationToken);
    }

    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListStatesAsync(prefix, cancellationToken);
}
