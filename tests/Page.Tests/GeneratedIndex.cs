using System.Globalization;

namespace ImageTagging.PageTests;

/// <summary>So many pictures that none is stored: each is made when it is asked for, always the same.</summary>
/// <param name="count">How many.</param>
/// <param name="apart">How long before each the next was taken; null where they tell no time.</param>
public sealed class GeneratedIndex(int count, TimeSpan? apart = null) : DelegatingTagIndex(new InMemoryTagIndex())
{
    private static readonly DateTimeOffset s_time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTime s_taken = new(2024, 3, 15, 12, 0, 0, DateTimeKind.Unspecified);
    private static readonly (int Width, int Height)[] s_shapes = [(600, 400), (400, 600), (500, 500), (800, 450), (1200, 500)];

    // The month of each, where they tell a time: one after the other, the latest first.
    private readonly int[] _months = apart is { } time
        ? [.. Enumerable.Range(0, count).Select(i => s_taken - (time * i)).Select(t => (t.Year * 12) + t.Month - 1)]
        : [];

    public override ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        var chosen = request.Selections.FirstOrDefault(s => s.Field == FacetField.TakenMonth)?.Values;
        var found = Enumerable.Range(0, count);
        var total = count;
        if (chosen is not null)
        {
            var months = chosen.Select(NumberOf).ToHashSet();
            int[] some = [.. found.Where(i => months.Contains(_months[i]))];
            (found, total) = (some, some.Length);
        }

        var from = request.Cursor is null ? 0 : int.Parse(request.Cursor, CultureInfo.InvariantCulture);
        var to = Math.Min(total, from + request.Size);
        return new(
            new SearchResults
            {
                Total = total,
                Hits = [.. found.Skip(from).Take(to - from).Select(i => new SearchHit(Record(i), 1))],
                NextCursor = to < total ? to.ToString(CultureInfo.InvariantCulture) : null,
                Facets = [.. request.Facets.Select(f => new Facet(f.Field, f.Band, [.. ValuesOf(f)]))],
            }
        );
    }

    private IEnumerable<TagCount> ValuesOf(FacetRequest facet) =>
        facet.Field != FacetField.TakenMonth
            ? []
            : _months
                .CountBy(m => m)
                .Select(m => new TagCount(NameOf(m.Key), m.Value))
                .OrderByDescending(m => m.Count)
                .Take(facet.Size);

    private static string NameOf(int month) =>
        string.Create(CultureInfo.InvariantCulture, $"{month / 12:D4}-{(month % 12) + 1:D2}");

    private static int NumberOf(string month) =>
        (int.Parse(month[..4], CultureInfo.InvariantCulture) * 12) + int.Parse(month[5..], CultureInfo.InvariantCulture) - 1;

    public override ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    ) =>
        new([
            .. names.Select(n => int.TryParse(n.Key.Split('.')[0], CultureInfo.InvariantCulture, out var i) ? Record(i) : null),
        ]);

    private ImageRecord Record(int i)
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
            Taggers = apart is { } time
                ?
                [
                    new()
                    {
                        Name = "metadata",
                        Fingerprint = new("0", 0, 0),
                        Facts = new()
                        {
                            Taken = new(new(s_taken - (time * i), null, TimeCertainty.Local), FactSource.Exif),
                            CameraModel = new("EOS 5D", FactSource.Exif),
                            ExposureTime = new(0.004, FactSource.Exif),
                            Iso = new(400, FactSource.Exif),
                            Position = new(new(48.2, 16.4, null), FactSource.Exif),
                            Title = new("<b>A day at sea</b>", FactSource.Xmp),
                            Rating = new(4, FactSource.Xmp),
                            People = [new(new("Ann Ang", null), FactSource.Xmp)],
                        },
                    },
                ]
                : [],
            Tags = [new($"tag {i % 97}", new(9000)), new($"kind {i % 7}", new(8000))],
        };
    }
}
