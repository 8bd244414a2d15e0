using System.Globalization;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Turns a query's tree into nodes over a snapshot's postings.</summary>
internal sealed class QueryCompiler
{
    private readonly IndexSnapshot _snapshot;
    private readonly CancellationToken _cancellation;

    public QueryCompiler(IndexSnapshot snapshot, bool withGone, CancellationToken cancellation)
    {
        (_snapshot, WithGone, _cancellation) = (snapshot, withGone, cancellation);
        var all = snapshot.Find(TermFields.Flag, TermFields.All);
        Universe = all < 0 ? NothingNode.Instance : new UniverseNode(There(all), withGone ? Gone(all) : null);
    }

    /// <summary>True if gone images belong to the query's universe.</summary>
    public bool WithGone { get; }

    public QueryNode Universe { get; }

    public QueryNode Compile(TagQuery query) =>
        query switch
        {
            EverythingQuery => Universe,
            AndQuery { Parts.Count: 0 } => Universe,
            AndQuery and => new AndNode([.. and.Parts.Select(Compile)]),
            OrQuery or => or.Parts.Count == 0 ? NothingNode.Instance : new OrNode([.. or.Parts.Select(Compile)]),
            NotQuery not => new NotNode(Universe, Compile(not.Inner)),
            HasTagQuery tag => Term(FacetField.Tag, tag.Name, tag.Min.Hundredths, (tag.Max ?? Confidence.Full).Hundredths),
            AnyOfQuery { Alternatives.Count: 0 } => NothingNode.Instance,
            AnyOfQuery any => new OrNode([.. any.Alternatives.Select(a => a.Tag).Distinct().Select(Compile)]),
            KeyQuery key => Any(NameForms.Of(key.Pattern), p => new FixedNode(KeyMatches.Find(_snapshot, p, _cancellation))),
            SourceQuery source => Any(NameForms.Of(source.Source), s => Term(FacetField.Source, s)),
            CategoryQuery category => Term(FacetField.Category, category.Category),
            StatusQuery status => Term(FacetField.Status, RecordTerms.Status(status.Status)),
            ModifiedQuery modified => Modified(modified),
            UntaggedQuery => Flag(TermFields.Untagged),
            FailedQuery => Flag(TermFields.Failed),
            GoneQuery => Term(FacetField.Status, RecordTerms.Status(ImageStatus.Gone)),
            HasEditsQuery => Flag(TermFields.Edited),
            TakenQuery taken => Taken(taken),
            FactRangeQuery range => Numbers(range),
            NearQuery near => Near(near),
            FacetValueQuery value => Term(value.Field, value.Value),
            _ when FactTerms.Of(query) is { } terms => Every(terms),
            _ => throw QuerySemantics.Unknown(query),
        };

    /// <summary>Any of the selected values.</summary>
    public QueryNode Compile(FacetSelection selection) =>
        new OrNode([.. selection.Values.Distinct(StringComparer.Ordinal).Select(v => Term(selection.Field, v))]);

    /// <summary>A term's slots among the images that are there; null where no image ever had it.</summary>
    public TermView There(int id) => _snapshot.View(TermFields.Term(id, isGone: false));

    public TermView Gone(int id) => _snapshot.View(TermFields.Term(id, isGone: true));

    private static QueryNode Any(IReadOnlyList<string> names, Func<string, QueryNode> node) =>
        names.Count == 1 ? node(names[0]) : new OrNode([.. names.Select(node)]);

    private QueryNode Term(FacetField field, string name, int least = 0, int most = 10_000) =>
        least > most ? NothingNode.Instance : Node(_snapshot.Find(TermFields.Of(field), name), least, most);

    private QueryNode Flag(string name) => Node(_snapshot.Find(TermFields.Flag, name), 0, 10_000);

    private QueryNode Node(int id, int least, int most) =>
        id < 0 ? NothingNode.Instance : new TermNode(There(id), WithGone ? Gone(id) : null, least, most);

    private TimeNode Modified(ModifiedQuery query)
    {
        var (from, before) = QuerySemantics.Milliseconds(query);
        return new(_snapshot.Shared.Columns.At(_snapshot.Database, _snapshot.State), from, before);
    }

    private TimeNode Taken(TakenQuery query)
    {
        var (from, before) = FactTerms.Milliseconds(query);
        return new(Photos(), from, before);
    }

    private NumberNode Near(NearQuery near) =>
        new(Photos(), n => PhotoColumns.PositionOf(n) is { } place && FactTerms.IsNear(near, place));

    private Columns Photos() => _snapshot.Shared.Photos.At(_snapshot.Database, _snapshot.State);

    // Numbers that people and cameras give are few, and each is a term.
    private QueryNode Numbers(FactRangeQuery range)
    {
        var field = TermFields.Of(range.Field == FactField.Iso ? FacetField.Iso : FacetField.Rating);
        List<QueryNode> parts = [];
        foreach (var id in _snapshot.Catalog.IdsOf(_snapshot.Database, field))
        {
            var name = _snapshot.Catalog.Entry(_snapshot.Database, id).Name;
            if (
                int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && FactTerms.IsWithin(range, number)
            )
            {
                parts.Add(Node(id, 0, 10_000));
            }
        }

        return parts.Count == 0 ? NothingNode.Instance : new OrNode(parts);
    }

    private QueryNode Every(IReadOnlyList<string> terms) =>
        terms.Count == 0
            ? NothingNode.Instance
            : new AndNode([.. terms.Select(t => Node(_snapshot.Find(TermFields.Fact, t), 0, 10_000))]);
}
