using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Conformance;

namespace ImageTagging.Tests.Conformance;

/// <summary>The slowest right index there can be: it asks the oracle. It shows that the suites can be passed by their definitions alone.</summary>
internal sealed class PlainTagIndex : ITagIndex
{
    private readonly Lock _gate = new();
    private readonly IndexOracle _records = new();
    private readonly Dictionary<ImageName, string> _tokens = [];
    private readonly SortedDictionary<string, StateEntry> _states = new(StringComparer.Ordinal);
    private long _version;

    public IndexInfo Info { get; } = new("plain", "memory");

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (writes.DistinctBy(w => w.Name).Count() != writes.Count)
        {
            throw new ArgumentException("An image comes twice.", nameof(writes));
        }

        lock (_gate)
        {
            return new([.. writes.Select(Write)]);
        }
    }

    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var stamps = new Dictionary<string, RecordStamp>(StringComparer.Ordinal);
        foreach (var r in Snapshot().Where(r => r.Source == source && range.Contains(r.Key)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!stamps.TryGetValue(r.Stamp.Text, out var stamp))
            {
                stamps.Add(r.Stamp.Text, stamp = r.Stamp);
            }

            yield return new()
            {
                Key = r.Key,
                Size = r.Size,
                ModifiedAt = r.ModifiedAt,
                Version = r.Version,
                ListedAt = r.ListedAt,
                Stamp = stamp,
                DueAt = r.DueAt,
                GoneAt = r.GoneAt,
            };
        }

        await Task.CompletedTask;
    }

    public async IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (
            var r in Snapshot().Where(r => (filter is null || QueryOracle.Finds(filter, r)) && (after is null || r.Name > after))
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return r;
        }

        await Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new([.. names.Select(n => _records.Find(n))]);
        }
    }

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var records = Snapshot();
        return new(
            new LabelLookup([
                .. contents.SelectMany(c =>
                    PlainLabelMatches.Of(records, c, tagger).DistinctBy(m => m.State.Fingerprint).Take(8)
                ),
            ])
        );
    }

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.SimilarTo is not null)
        {
            throw new ImageTaggingException("No similar pictures here.") { Kind = FailureKind.Refused, Code = "NoSimilarity" };
        }

        var snapshot = new IndexOracle(Snapshot());
        var hash = Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    $"{request.Query} {request.Sort} {string.Join(';', request.Selections.Select(s => s.Field + string.Join(',', s.Values)))}"
                )
            )
        );
        var hits = snapshot.Hits(request);
        var rest = hits.AsEnumerable();
        if (request.Cursor is { } cursor)
        {
            if (!cursor.StartsWith(hash, StringComparison.Ordinal))
            {
                throw new ImageTaggingException("The cursor belongs to another search.") { Code = "CursorMismatch" };
            }

            var parts = cursor.Split('\n', 4);
            var name = new ImageName(parts[2], parts[3]);
            var last = long.Parse(parts[1], CultureInfo.InvariantCulture);
            rest = hits.Where(h => Rank(h, request.Sort) is var rank && (rank > last || (rank == last && h.Record.Name > name)));
        }

        var left = rest.ToList();
        var page = left.Take(request.Size).ToList();
        return new(
            new SearchResults
            {
                Total = hits.Count,
                Hits = page,
                NextCursor =
                    page.Count > 0 && page.Count < left.Count
                        ? $"{hash}\n{Rank(page[^1], request.Sort)}\n{page[^1].Record.Source}\n{page[^1].Record.Key}"
                        : null,
                Facets = snapshot.Facets(request),
            }
        );
    }

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new IndexOracle(Snapshot()).Count(request));
    }

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_states.GetValueOrDefault(name));
        }
    }

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_states.GetValueOrDefault(next.Name)?.Token != next.Token)
            {
                return new(false);
            }

            if (next.Value is null)
            {
                _states.Remove(next.Name);
            }
            else
            {
                _states[next.Name] = next with { Token = $"{++_version}" };
            }

            return new(true);
        }
    }

    public async IAsyncEnumerable<StateEntry> ListStatesAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<StateEntry> entries;
        lock (_gate)
        {
            entries = [.. _states.Values.Where(s => s.Name.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (var entry in entries)
        {
            yield return entry;
        }

        await Task.CompletedTask;
    }

    private static long Rank(SearchHit hit, SearchSort sort) =>
        sort switch
        {
            SearchSort.Score => -(long)Math.Round(hit.Score * 160_000),
            SearchSort.Newest => -hit.Record.ModifiedAt.Ticks,
            SearchSort.Oldest => hit.Record.ModifiedAt.Ticks,
            SearchSort.Largest => -hit.Record.Size,
            SearchSort.Smallest => hit.Record.Size,
            SearchSort.TakenNewest => hit.Record.Facts?.Taken is { } late ? -late.Value.Local.Ticks : long.MaxValue,
            SearchSort.TakenOldest => hit.Record.Facts?.Taken is { } early ? early.Value.Local.Ticks : long.MaxValue,
            _ => 0,
        };

    private IReadOnlyList<ImageRecord> Snapshot()
    {
        lock (_gate)
        {
            return [.. _records.Records];
        }
    }

    private WriteResult Write(RecordWrite write)
    {
        if (_tokens.GetValueOrDefault(write.Name) != write.Token)
        {
            return WriteResult.Conflict();
        }

        if (write.Record is null)
        {
            _records.Delete(write.Name);
            _tokens.Remove(write.Name);
            return WriteResult.Written(null);
        }

        var token = $"{++_version}";
        _records.Put(write.Record with { Token = token });
        _tokens[write.Name] = token;
        return WriteResult.Written(token);
    }
}
