using System.Globalization;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Answers one search in one snapshot.</summary>
internal sealed class Searcher(IndexSnapshot snapshot, SearchRequest request, CancellationToken cancellation)
{
    private readonly QueryCompiler _compiler = new(snapshot, QuerySemantics.MentionsGone(request.Query), cancellation);
    private readonly RecordReader _records = new(snapshot.Database, snapshot.Shared);

    public SearchResults Run()
    {
        var query = _compiler.Compile(request.Query);
        var plain = Evaluate(query);
        using var similar = request.SimilarTo is { } examples ? SimilarSlots.Of(snapshot, examples, plain, cancellation) : null;
        plain = similar?.Slots ?? plain;
        var selected = request.Selections.ToDictionary(s => s.Field, s => Evaluate(_compiler.Compile(s)));
        var found = selected.Values.Aggregate(plain, SlotSet.And);
        var hits = similar is null ? Hits(found, out var next) : BySimilarity(found, similar, out next);
        var results = new SearchResults
        {
            Total = found.Count,
            Hits = hits,
            NextCursor = next,
            Facets = [.. request.Facets.Select(f => Count(f, query, plain, found, selected))],
        };
        return SimilarTarget.Cut(results, request.SimilarTo);
    }

    /// <summary>Counts the values of one field.</summary>
    public static IReadOnlyList<TagCount> Count(IndexSnapshot snapshot, TagCountRequest request, CancellationToken cancellation)
    {
        var query = request.Query ?? TagQueries.Everything;
        var compiler = new QueryCompiler(snapshot, QuerySemantics.MentionsGone(query), cancellation);
        var node = compiler.Compile(query);
        var found = SlotSet.Evaluate(node, compiler.Universe, snapshot.State.Chunks, cancellation);
        var isUniverse = ReferenceEquals(node, compiler.Universe);
        var counter = new FacetCounter(snapshot, compiler, cancellation);
        return request.ByName
            ? counter.ByName(found, isUniverse, request.Field, request.Band, request.Size, request.After)
            : counter.MostFrequent(found, isUniverse, request.Field, request.Band, request.Size);
    }

    private SlotSet Evaluate(QueryNode node) => SlotSet.Evaluate(node, _compiler.Universe, snapshot.State.Chunks, cancellation);

    private Facet Count(
        FacetRequest facet,
        QueryNode query,
        SlotSet plain,
        SlotSet found,
        Dictionary<FacetField, SlotSet> selected
    )
    {
        // A facet leaves out its own field's selection, so that its other values stay countable.
        var over = !selected.ContainsKey(facet.Field)
            ? found
            : selected.Where(s => s.Key != facet.Field).Select(s => s.Value).Aggregate(plain, SlotSet.And);
        var isUniverse = request.SimilarTo is null && ReferenceEquals(query, _compiler.Universe) && ReferenceEquals(over, plain);
        var counter = new FacetCounter(snapshot, _compiler, cancellation);
        return new(facet.Field, facet.Band, counter.MostFrequent(over, isUniverse, facet.Field, facet.Band, facet.Size));
    }

    private List<SearchHit> Hits(SlotSet found, out string? next)
    {
        var scorer = new Scorer(snapshot, _compiler, request.Query);
        return request.Sort == SearchSort.Score ? ByScore(found, scorer, out next) : BySort(found, scorer, out next);
    }

    private List<SearchHit> ByScore(SlotSet found, Scorer scorer, out string? next)
    {
        (int, int)? after = SearchCursor.Read(request, 2) is { } cursor ? ((int)Number(cursor[0]), (int)Number(cursor[1])) : null;
        var best = Ranking.Best(found, scorer, request.Size + Math.Sign(request.Size), after, cancellation);
        var isLast = best.Count <= request.Size;
        var page = best.Take(request.Size).ToList();
        next = isLast ? null : SearchCursor.Write(request, Text(page[^1].Points), Text(page[^1].Slot));
        return page.ConvertAll(h => new SearchHit(_records.BySlot(h.Slot), ScoredTags.Score(h.Points)));
    }

    private List<SearchHit> BySimilarity(SlotSet found, SimilarSlots similar, out string? next)
    {
        (long, int)? after = SearchCursor.Read(request, 2) is { } cursor ? (Number(cursor[0]), (int)Number(cursor[1])) : null;
        var best = similar.Best(found, request.Size + Math.Sign(request.Size), after);
        var isLast = best.Count <= request.Size;
        var page = best.Take(request.Size).ToList();
        next = isLast ? null : SearchCursor.Write(request, Text(page[^1].Rank), Text(page[^1].Slot));
        return page.ConvertAll(h => new SearchHit(_records.BySlot(h.Slot), SimilarTarget.OfRank(h.Rank)));
    }

    private List<SearchHit> BySort(SlotSet found, Scorer scorer, out string? next)
    {
        (long, ImageName)? after = SearchCursor.Read(request, 3) is { } cursor
            ? (Number(cursor[0]), new ImageName(cursor[1], cursor[2]))
            : null;
        var sorted = new SortedHits(snapshot, request.Sort, found, cancellation);
        var slots = sorted.First(request.Size + Math.Sign(request.Size), after);
        var isLast = slots.Count <= request.Size;
        var page = slots
            .Take(request.Size)
            .Select(s => (Slot: s, Hit: new SearchHit(_records.BySlot(s), ScoredTags.Score(scorer.PointsOf(s)))))
            .ToList();
        next = isLast
            ? null
            : SearchCursor.Write(request, Text(sorted.Value(page[^1].Slot)), page[^1].Hit.Record.Source, page[^1].Hit.Record.Key);
        return page.ConvertAll(p => p.Hit);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw SearchCursor.Mismatch();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
