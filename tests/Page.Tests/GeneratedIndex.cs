using System.Globalization;

namespace ImageTagging.PageTests;

/// <summary>So many pictures that none is stored: each is made when it is asked for, always the same.</summary>
public sealed class GeneratedIndex(int count) : ITagIndex
{
    private static readonly DateTimeOffset s_time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly (int Width, int Height)[] s_shapes = [(600, 400), (400, 600), (500, 500), (800, 450), (1200, 500)];
    private readonly InMemoryTagIndex _rest = new();

    public IndexInfo Info => _rest.Info;

    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        var from = request.Cursor is null ? 0 : int.Parse(request.Cursor, CultureInfo.InvariantCulture);
        var to = Math.Min(count, from + request.Size);
        return new(
            new SearchResults
            {
                Total = count,
                Hits = [.. Enumerable.Range(from, to - from).Select(i => new SearchHit(Record(i), 1))],
                NextCursor = to < count ? to.ToString(CultureInfo.InvariantCulture) : null,
                Facets = [.. request.Facets.Select(f => new Facet(f.Field, f.Band, []))],
            }
        );
    }

    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => _rest.EnsureReadyAsync(cancellationToken);

    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) => _rest.RefreshAsync(cancellationToken);

    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    ) => _rest.WriteAsync(writes, cancellationToken);

    public IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        CancellationToken cancellationToken = default
    ) => _rest.ScanAsync(source, range, cancellationToken);

    public IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => _rest.ReadAllAsync(filter, after, cancellationToken);

    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) =>
        new([
            .. names.Select(n => int.TryParse(n.Key.Split('.')[0], CultureInfo.InvariantCulture, out var i) ? Record(i) : null),
        ]);

    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    ) => _rest.FindLabelsAsync(contents, tagger, cancellationToken);

    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => _rest.CountTagsAsync(request, cancellationToken);

    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.ReadStateAsync(name, cancellationToken);

    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default) =>
        _rest.TryWriteStateAsync(next, cancellationToken);

    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        _rest.ListStatesAsync(prefix, cancellationToken);

    private static ImageRecord Record(int i)
    {
        var (width, height) = s_shapes[i % s_shapes.Length];
        return new()
        {
            Source = "photos",
            Key = $"{i:D6}.jpg",
            Location = $"file:///photos/{i:D6}.jpg",
            Size = 1000 + i,
            ModifiedAt = s_time.AddMinutes(i),
            ListedAt = s_time,
            Width = width,
            Height = height,
            MediaType = "image/jpeg",
            Tags = [new($"tag {i % 97}", new(9000)), new($"kind {i % 7}", new(8000))],
        };
    }
}
