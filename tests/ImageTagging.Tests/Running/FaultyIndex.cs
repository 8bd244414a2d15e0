namespace ImageTagging.Tests.Running;

/// <summary>An index in front of another that fails, loses answers and lets others in between, as told.</summary>
public sealed class FaultyIndex(ITagIndex inner) : DelegatingTagIndex(inner)
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

    public override ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("ready");
        return Inner.EnsureReadyAsync(cancellationToken);
    }

    public override ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("refresh");
        return Inner.RefreshAsync(cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("write");
        if (BeforeWrite is not null)
        {
            await BeforeWrite(writes);
        }

        var results = await Inner.WriteAsync(writes, cancellationToken);
        OnWritten?.Invoke(results.Count(r => r.Outcome == WriteOutcome.Written));
        OnAnswer?.Invoke();
        return results;
    }

    public override async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("scan");
        await foreach (var image in Inner.ScanAsync(source, range, cancellationToken))
        {
            OnScan?.Invoke(image.Key);
            yield return image;
        }
    }

    public override ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("read");
        return Inner.GetManyAsync(names, cancellationToken);
    }

    public override ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        OnAsk?.Invoke("look-up");
        return Inner.FindLabelsAsync(contents, tagger, cancellationToken);
    }

    public override ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("state " + name);
        return Inner.ReadStateAsync(name, cancellationToken);
    }

    public override ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        OnAsk?.Invoke("write state " + next.Name);
        return Inner.TryWriteStateAsync(next, cancellationToken);
    }
}
