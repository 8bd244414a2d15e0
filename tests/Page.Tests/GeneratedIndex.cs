using System.Globalization;

namespace ImageTagging.PageTests;

/// <summary>So many pictures that none is stored: each is made when it is asked for, always the same.</summary>
public sealed class GeneratedIndex(int count) : DelegatingTagIndex(new InMemoryTagIndex())
{
    private static readonly DateTimeOffset s_time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly (int Width, int Height)[] s_shapes = [(600, 400), (400, 600), (500, 500), (800, 450), (1200, 500)];

    public override ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
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

    public override ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) =>
        new([
            .. names.Select(n => int.TryParse(n.Key.Split('.')[0], CultureInfo.InvariantCulture, out var i) ? Record(i) : null),
        ]);

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
