using System.Globalization;

namespace ImageTagging.Indexing;

/// <summary>
/// A search that looks at every record: the meaning of a search request, spelled out. It serves engines that have no terms of their
/// own, and is what faster engines are compared with.
/// </summary>
public static class FullSearch
{
    /// <summary>Searches.</summary>
    /// <param name="request">The request, checked (<see cref="SearchChecks"/>).</param>
    /// <param name="records">Every record of the index, gone ones too.</param>
    /// <returns>The page of hits, with facets where they are asked for.</returns>
    /// <exception cref="ImageTaggingException">The cursor is of another search (code <c>CursorMismatch</c>), or an example of similar pictures cannot be used.</exception>
    public static SearchResults Run(SearchRequest request, IReadOnlyList<ImageRecord> records)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(records);
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

    /// <summary>Counts the values of a field, exactly.</summary>
    /// <param name="request">The request, checked (<see cref="SearchChecks"/>).</param>
    /// <param name="records">Every record of the index, gone ones too.</param>
    /// <returns>The values with their counts, in the order that is asked for.</returns>
    public static IReadOnlyList<TagCount> Count(TagCountRequest request, IEnumerable<ImageRecord> records)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = records.Where(r => QuerySemantics.Finds(request.Query ?? TagQueries.Everything, r));
        return request.ByName
            ? ValueCounter.ByName(found, request.Field, request.Band, request.Size, request.After)
            : ValueCounter.MostFrequent(found, request.Field, request.Band, request.Size);
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
