using System.Text;

namespace ImageTagging.Conformance;

/// <summary>Random queries and searches of the whole language, seeded, about the records of a corpus.</summary>
/// <param name="seed">The same seed gives the same queries.</param>
/// <param name="corpus">The records that queries are about; at least one.</param>
public sealed class QueryGenerator(int seed, IReadOnlyList<ImageRecord> corpus)
{
    private static readonly ImageStatus[] s_statuses = Enum.GetValues<ImageStatus>();
    private static readonly SearchSort[] s_sorts = Enum.GetValues<SearchSort>();
    private static readonly FacetField[] s_facets = Enum.GetValues<FacetField>();
    private readonly Random _random = new(seed);
    private readonly RecordGenerator _values = new(seed + 1);

    /// <summary>A query of any shape.</summary>
    public TagQuery NextQuery() => Next(_random.Next(4));

    /// <summary>A search with query, sort, size, facets and selections; no cursor.</summary>
    public SearchRequest NextSearch()
    {
        var query = NextQuery();
        return new()
        {
            Query = query,
            Size = _random.Next(1, 40),
            Sort = Pick(s_sorts),
            Facets = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => NextFacet())],
            Selections = Chance(3) ? NextSelections(query) : [],
        };
    }

    /// <summary>A count of a field's values.</summary>
    public TagCountRequest NextCount()
    {
        var field = Pick(s_facets);
        return new()
        {
            Query = Chance(3) ? null : NextQuery(),
            Field = field,
            Band = field == FacetField.Tag && Chance(2) ? Pick([.. Confidence.Bands]) : null,
            Size = _random.Next(1, 60),
            ByName = Chance(2),
        };
    }

    private TagQuery Next(int depth)
    {
        if (depth == 0)
        {
            return NextLeaf();
        }

        return _random.Next(5) switch
        {
            0 => new NotQuery(Next(depth - 1)),
            1 or 2 => new AndQuery(NextParts(depth)),
            3 => new OrQuery(NextParts(depth)),
            _ => NextLeaf(),
        };
    }

    private QueryList NextParts(int depth)
    {
        // Now and then none at all: all of none is everything, any of none is nothing.
        var count = Chance(20) ? 0 : _random.Next(1, 4);
        return new(Enumerable.Range(0, count).Select(_ => Next(depth - 1)));
    }

    private TagQuery NextLeaf() =>
        _random.Next(24) switch
        {
            >= 18 => NextFact(),
            < 6 => NextTag(),
            16 or 17 => NextAnyOf(),
            6 => new KeyQuery(NextPattern()),
            7 => new SourceQuery(Chance(8) ? "nowhere" : NextRecord().Source),
            8 => new CategoryQuery(Chance(8) ? "no such" : Pick([.. RecordGenerator.Categories])),
            9 => new StatusQuery(Pick(s_statuses)),
            10 => NextModified(),
            11 => new UntaggedQuery(),
            12 => new FailedQuery(),
            13 => new GoneQuery(),
            14 => new HasEditsQuery(),
            _ => new EverythingQuery(),
        };

    private AnyOfQuery NextAnyOf() =>
        new(
            Enumerable
                .Range(0, Chance(20) ? 0 : _random.Next(1, 6))
                .Select(_ => new WeightedTag(NextTag(), Chance(3) ? WeightedTag.Whole : _random.Next(1, 17)))
        );

    private HasTagQuery NextTag()
    {
        var record = NextRecord();
        var name =
            record.Tags.Count > 0 && !Chance(10)
                ? record.Tags[_random.Next(record.Tags.Count)].Name
                : Pick([.. RecordGenerator.Tags]);
        return _random.Next(6) switch
        {
            0 => new(name, _values.NextConfidence()),
            1 => new(name, new(Pick([.. Confidence.Bands]) * 100)),
            2 => new(name, _values.NextConfidence(), _values.NextConfidence()),
            3 => new(name, default, _values.NextConfidence()),
            _ => new(name),
        };
    }

    private string NextPattern()
    {
        var pattern = new StringBuilder();
        foreach (var rune in NextRecord().Key.EnumerateRunes())
        {
            switch (_random.Next(10))
            {
                case 0:
                    pattern.Append('?');
                    break;
                case 1:
                    pattern.Append('*');
                    break;
                default:
                    pattern.Append(rune.Value is '*' or '?' or '\\' ? "\\" + rune : rune.ToString());
                    break;
            }

            if (Chance(12))
            {
                pattern.Append('*');
                break;
            }
        }

        return pattern.ToString();
    }

    private ModifiedQuery NextModified()
    {
        DateTimeOffset? from = Chance(4) ? null : NextRecord().ModifiedAt.AddMilliseconds(_random.Next(-1, 2));
        DateTimeOffset? before = Chance(4) ? null : NextRecord().ModifiedAt.AddMilliseconds(_random.Next(-1, 2));
        return new(from, before);
    }

    private TagQuery NextFact() =>
        _random.Next(10) switch
        {
            0 => NextTaken(),
            8 => new FactQuery(FactField.Place, Pick([.. FactsGenerator.Places])),
            1 => new TakenInMonthQuery(_random.Next(1, 13)),
            2 or 3 => new FactQuery(
                Pick(FactField.Camera, FactField.Lens, FactField.Person, FactField.Title),
                NextWords(Pick([.. FactsGenerator.Texts]))
            ),
            4 => new FactQuery(FactField.Orientation, Pick("landscape", "portrait", "square")),
            5 => new HasFactQuery(Pick(Enum.GetValues<FactField>())),
            6 => new FactRangeQuery(
                Pick(FactField.Iso, FactField.Rating),
                Chance(3) ? null : Pick(-1, 1, 3, 5, 200, 1_600),
                Chance(3) ? null : Pick(-1, 1, 3, 5, 200, 1_600)
            ),
            7 => new NearQuery(48.2 + (_random.Next(-9, 9) / 100d), 16.4, Pick(0.5, 3.3, 7.7, 555.5, 20_040)),
            _ => NextFacetValue(),
        };

    private TakenQuery NextTaken()
    {
        DateTime? from = Chance(4) ? null : NextRecord().Facts?.Taken?.Value.Local.AddMilliseconds(_random.Next(-1, 2));
        DateTime? before = Chance(4) ? null : NextRecord().Facts?.Taken?.Value.Local.AddMilliseconds(_random.Next(-1, 2));
        return new(from, before);
    }

    // Some of the words, in another case.
    private string NextWords(string text) =>
        string.Join(' ', text.Split(' ').Where(_ => !Chance(3)).Select(w => Chance(2) ? w.ToUpperInvariant() : w));

    private FacetValueQuery NextFacetValue()
    {
        var field = Pick(FacetField.Camera, FacetField.Lens, FacetField.Person, FacetField.Folder, FacetField.Place);
        return new(field, NextValueOf(field));
    }

    private string NextValueOf(FacetField field) =>
        FactOracle.Values(NextRecord(), field).ToArray() is { Length: > 0 } values ? Pick(values) : "nothing has it";

    private FacetRequest NextFacet()
    {
        var field = Pick(s_facets);
        return new(field, _random.Next(1, 25), field == FacetField.Tag && Chance(2) ? Pick([.. Confidence.Bands]) : null);
    }

    private FacetSelection[] NextSelections(TagQuery query)
    {
        FacetField[] fields = [.. s_facets.Where(f => f is not (FacetField.Alias or FacetField.Parent))];
        return
        [
            .. fields
                .Where(_ => Chance(8))
                .Select(f => new FacetSelection(
                    f,
                    [
                        .. Enumerable
                            .Range(0, _random.Next(1, 4))
                            .Select(_ => NextValue(f, QueryOracle.MentionsGone(query)))
                            .Distinct(StringComparer.Ordinal),
                    ]
                )),
        ];
    }

    private string NextValue(FacetField field, bool withGone) =>
        field switch
        {
            FacetField.Tag => NextTag().Name,
            FacetField.Category => Pick([.. RecordGenerator.Categories]),
            FacetField.Source => NextRecord().Source,
            FacetField.Month => NextRecord().ModifiedAt.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture),
            not FacetField.Status => NextValueOf(field),
            _ => Pick([.. s_statuses.Where(s => withGone || s != ImageStatus.Gone)]).ToString().ToLowerInvariant(),
        };

    private ImageRecord NextRecord() => corpus[_random.Next(corpus.Count)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
