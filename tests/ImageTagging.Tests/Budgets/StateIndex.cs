using System.Runtime.CompilerServices;

namespace ImageTagging.Tests.Budgets;

/// <summary>The named state of an index and nothing else, with faults where a test wants them.</summary>
internal class StateIndex : ITagIndex
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (string Value, long Token)> _states = new(StringComparer.Ordinal);
    private long _token;

    public IndexInfo Info { get; } = new("state", "memory");

    /// <summary>Called before each read.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Called after each write that was done, so that its answer can be lost.</summary>
    public Action? AfterWrite { get; set; }

    public long Writes { get; private set; }

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        BeforeRead?.Invoke();
        lock (_lock)
        {
            return new(
                _states.TryGetValue(name, out var found)
                    ? new StateEntry
                    {
                        Name = name,
                        Value = found.Value,
                        Token = $"{found.Token}",
                    }
                    : null
            );
        }
    }

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var now = _states.TryGetValue(next.Name, out var found) ? $"{found.Token}" : null;
            if (now != next.Token)
            {
                return new(false);
            }

            Writes++;
            if (next.Value is null)
            {
                _states.Remove(next.Name);
            }
            else
            {
                _states[next.Name] = (next.Value, ++_token);
            }
        }

        AfterWrite?.Invoke();
        return new(true);
    }

    public async IAsyncEnumerable<StateEntry> ListStatesAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        string[] names;
        lock (_lock)
        {
            names = [.. _states.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (var name in names)
        {
            if (await ReadStateAsync(name, cancellationToken) is { } entry)
            {
                yield return entry;
            }
        }
    }

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();
}
