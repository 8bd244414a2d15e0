using ImageTagging.Indexing;
using System.Globalization;
using ImageTagging.Querying;

namespace ImageTagging.InMemory;

/// <summary>A search that looks at every record: the meaning of a search request, spelled out.</summary>
internal static class FullSearch
{
    public static SearchResults Run(SearchRequest request, IReadOnlyList<ImageRecord> records)
    {
        var scored = ScoredTags.Of(request.Query);
        var target = request.SimilarTo is { } similar
            ? SimilarTarget.Of(similar, n => records.FirstOrDefault(r => r.Name == n))
            : null;
        List<ImageRecord> found =
        [
            .. records.Where(r => QuerySemantics.Finds(request.Query, r) && (target is null || target.Of(r) is not null)),
        ];
        List<Place> places =
        [
            .. found
                .Where(r => QuerySemantics.Honours(request.Selections, r))
                .Select(r =>
                    target is null
                        ? Place.Of(r, ScoredTags.Points(scored, r), request.Sort)
                        : Place.Of(r, target.Embedding.Similarity(target.Of(r)!))
                ),
        ];
        places.Sort();

        var start = SearchCursor.Read(request, 3) is { } cursor ? After(places, cursor) : 0;
        SearchHit[] hits =
        [
            .. places
                .Skip(start)
                .Take(request.Size)
                .Select(p => new SearchHit(
                    p.Record!,
                    target is null ? ScoredTags.Score(p.Points) : SimilarTarget.OfRank(p.Value)
                )),
        ];
        var isLast = start + hits.Length >= places.Count || hits.Length == 0;
        var results = new SearchResults
        {
            Total = places.Count,
            Hits = hits,
            NextCursor = isLast ? null : places[start + hits.Length - 1].Cursor(request),
            Facets =
            [
                .. request.Facets.Select(f => new Facet(
                    f.Field,
                    f.Band,
                    ValueCounter.MostFrequent(
                        found.Where(r => QuerySemantics.Honours(request.Selections, r, f.Field)),
                        f.Field,
                        f.Band,
                        f.Size
                    )
                )),
            ],
        };
        return SimilarTarget.Cut(results, request.SimilarTo);
    }

    private static int After(List<Place> places, IReadOnlyList<string> cursor)
    {
        if (!long.TryParse(cursor[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw SearchCursor.Mismatch();
        }

        var last = new Place(value, new(cursor[1], cursor[2]), 0, Record: null);
        var at = places.FindIndex(p => p.CompareTo(last) > 0);
        return at < 0 ? places.Count : at;
    }

    /// <summary>Where a hit stands: by a value that rises from first to last, then by name.</summary>
    private readonly record struct Place(long Value, ImageName Name, long Points, ImageRecord? Record) : IComparable<Place>
    {
        public static Place Of(ImageRecord record, long points, SearchSort sort) =>
            new(
                sort switch
                {
                    SearchSort.Score => -points,
                    SearchSort.Newest => -record.ModifiedAt.ToUnixTimeMilliseconds(),
                    SearchSort.Oldest => record.ModifiedAt.ToUnixTimeMilliseconds(),
                    SearchSort.Name => 0,
                    SearchSort.Largest => -record.Size,
                    SearchSort.Smallest => record.Size,
                    SearchSort.TakenNewest => -FactTerms.Taken(record) ?? long.MaxValue,
                    SearchSort.TakenOldest => FactTerms.Taken(record) ?? long.MaxValue,
                    _ => throw new ArgumentOutOfRangeException(nameof(sort)),
                },
                record.Name,
                points,
                record
            );

        public static Place Of(ImageRecord record, double similarity) =>
            new(SimilarTarget.Rank(similarity), record.Name, 0, record);

        public int CompareTo(Place other) => Value.CompareTo(other.Value) is var c and not 0 ? c : Name.CompareTo(other.Name);

        public string Cursor(SearchRequest request) =>
            SearchCursor.Write(request, Value.ToString(CultureInfo.InvariantCulture), Name.Source, Name.Key);
    }
}
