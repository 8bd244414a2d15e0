using System.Globalization;
using ImageTagging.Indexing;

namespace ImageTagging.Querying;

/// <summary>Reads one query by recursive descent, bounded in depth, length and parts.</summary>
internal sealed class QueryReader(string text)
{
    private int _at;
    private int _depth;
    private int _parts;

    public TagQuery Read()
    {
        if (text.Length > TagQueryParser.MaxLength)
        {
            throw Fault($"A query has at most {TagQueryParser.MaxLength} characters.", TagQueryParser.MaxLength);
        }

        SkipSpace();
        if (AtEnd)
        {
            return new EverythingQuery();
        }

        var query = ReadOr();
        return AtEnd ? query : throw Fault("This parenthesis was never opened.");
    }

    private bool AtEnd => _at >= text.Length;

    private TagQuery ReadOr()
    {
        List<TagQuery> parts = [ReadAnd()];
        while (TakeWord("OR"))
        {
            parts.Add(ReadAnd());
        }

        return QueryNormalizer.Joined(parts, isAnd: false);
    }

    private TagQuery ReadAnd()
    {
        List<TagQuery> parts = [ReadNot()];
        while (true)
        {
            SkipSpace();
            if (AtEnd || text[_at] == ')' || IsWord("OR"))
            {
                return QueryNormalizer.Joined(parts, isAnd: true);
            }

            TakeWord("AND");
            parts.Add(ReadNot());
        }
    }

    private TagQuery ReadNot()
    {
        var isNegated = false;
        while (true)
        {
            SkipSpace();
            if (!AtEnd && text[_at] == '-')
            {
                _at++;
                if (AtEnd || char.IsWhiteSpace(text[_at]))
                {
                    throw Fault("What must not match stands right behind the minus.", _at - 1);
                }
            }
            else if (!TakeWord("NOT"))
            {
                break;
            }

            isNegated = !isNegated;
        }

        var query = ReadOne();
        return !isNegated ? query
            : query is NotQuery twice ? twice.Inner
            : new NotQuery(query);
    }

    private TagQuery ReadOne()
    {
        CountPart();
        if (AtEnd)
        {
            throw Fault("Something to search for is missing at the end.");
        }

        switch (text[_at])
        {
            case '(':
                return ReadGroup();
            case ')':
                throw Fault("Something to search for is missing before this parenthesis.");
            case '"':
                var start = _at;
                return ReadTag(ReadQuoted(), start);
            case '<' or '>' or '=':
                throw Fault("A comparison stands behind a tag, as in cat>=90.");
            case ':':
                throw Fault($"A field's name stands before the colon: {QuerySyntax.Fields}.");
            case '*':
                return ReadStar();
            default:
                return ReadWord();
        }
    }

    private void CountPart()
    {
        if (++_parts > QuerySemantics.MaxNodes / 4)
        {
            throw Fault($"A query has at most {QuerySemantics.MaxNodes / 4} parts.");
        }
    }

    private TagQuery ReadGroup()
    {
        var start = _at++;
        if (++_depth > TagQueryParser.MaxDepth)
        {
            throw Fault($"A query has at most {TagQueryParser.MaxDepth} levels of parentheses.", start);
        }

        var query = ReadOr();
        if (AtEnd)
        {
            throw Fault("This parenthesis is never closed.", start);
        }

        _at++;
        _depth--;
        return query;
    }

    private EverythingQuery ReadStar()
    {
        _at++;
        return AtEnd || QuerySyntax.EndsValue(text[_at])
            ? new()
            : throw Fault("A lone * is every image; a tag takes no wildcard (a key does: key:*.jpg).", _at - 1);
    }

    private TagQuery ReadWord()
    {
        var start = _at;
        if (IsWord("OR") || IsWord("AND"))
        {
            throw Fault("Something to search for is missing before this word; in quotes it is a tag.");
        }

        while (!AtEnd && !QuerySyntax.EndsTag(text[_at]))
        {
            _at++;
        }

        var word = text[start.._at];
        if (!AtEnd && text[_at] == ':')
        {
            _at++;
            return ReadField(word, start);
        }

        if (QuerySyntax.ExactFacet(word) is { } facet && string.CompareOrdinal(text, _at, "=\"", 0, 2) == 0)
        {
            _at++;
            return new FacetValueQuery(facet, ReadQuoted());
        }

        if (
            QuerySyntax.Fact(word) is (FactField.Iso or FactField.Rating) and var number
            && FactNumbers.TryRead(text, ref _at, number, Fault) is { } range
        )
        {
            return range;
        }

        if (!AtEnd && text[_at] is '*')
        {
            throw Fault("A tag takes no wildcard; put quotes around one that has a star in its name.");
        }

        return QuerySyntax.IsKeyword(word)
            ? word.ToLowerInvariant() switch
            {
                "untagged" => new UntaggedQuery(),
                "failed" => new FailedQuery(),
                "gone" => new GoneQuery(),
                _ => new HasFactQuery(FactField.Favourite),
            }
            : ReadTag(word, start);
    }

    private TagQuery ReadField(string field, int start)
    {
        var at = _at;
        if (field.Equals(QuerySyntax.AnyOf, StringComparison.OrdinalIgnoreCase))
        {
            return ReadAnyOf();
        }

        var value = ReadValue(field);
        switch (field.ToLowerInvariant())
        {
            case "key":
                return new KeyQuery(value);
            case "source":
                return new SourceQuery(value);
            case "category":
                var name = TagName.Normalize(value);
                return name.Length > 0 ? new CategoryQuery(name) : throw Fault("A category's name is missing.", at);
            case "status":
                return RecordTerms.ParseStatus(value) is { } status
                    ? new StatusQuery(status)
                    : throw Fault("A status is tagged, stale, failed, pending or gone.", at);
            case "modified":
                return PeriodText.Parse(value, (problem, offset) => Fault(problem, at + offset));
            case "has":
                return value.Equals("edits", StringComparison.OrdinalIgnoreCase) ? new HasEditsQuery()
                    : QuerySyntax.Fact(value) is { } known ? new HasFactQuery(known)
                    : throw Fault(
                        "An image has edits, or a fact: taken, camera, lens, people, title, position, place, rating, iso, orientation, favourite.",
                        at
                    );
            case "taken":
                return ReadTaken(value, at);
            case "camera" or "lens" or "people" or "person" or "title" or "place":
                var fact = new FactQuery(QuerySyntax.Fact(field)!.Value, string.Join(' ', FactWords.Of(value)));
                return fact.Words.Length > 0 ? fact : throw Fault("A word is missing: letters or digits.", at);
            case "orientation":
                return value.ToLowerInvariant() is "landscape" or "portrait" or "square"
                    ? new FactQuery(FactField.Orientation, value.ToLowerInvariant())
                    : throw Fault("An orientation is landscape, portrait or square.", at);
            case "folder":
                return value.Trim('/') is { Length: > 0 } folder
                    ? new KeyQuery(KeyGlob.Escape(folder) + "/*")
                    : throw Fault("A folder's name is missing, as in folder:2019/greece.", at);
            case "iso" or "rating":
                return FactNumbers.Parse(value, QuerySyntax.Fact(field)!.Value)
                    ?? throw Fault("A number, or a range of them, stands here, as in rating:4 or iso:100..400.", at);
            case "near":
                return PlaceText.Parse(value)
                    ?? throw Fault("A place is degrees north, degrees east and how far around, as in near:48.2,16.4,5km.", at);
            default:
                throw Fault(
                    $"No field has this name; there are {QuerySyntax.Fields}. Put quotes around a tag with a colon.",
                    start
                );
        }
    }

    private TagQuery ReadTaken(string value, int at)
    {
        if (QuerySyntax.Months.ToList().IndexOf(value.ToLowerInvariant()) is var month && month >= 0)
        {
            return new TakenInMonthQuery(month + 1);
        }

        if (QuerySyntax.Season(value) is { } months)
        {
            return QueryNormalizer.Joined([.. months.Select(m => new TakenInMonthQuery(m))], isAnd: false);
        }

        // What was taken by the clock of its place has no offset that all share.
        if (HasOffset(value))
        {
            throw Fault("Pictures are taken by the clock of their place: leave out Z and the offset.", at);
        }

        var period = PeriodText.Parse(value, (problem, offset) => Fault(problem, at + offset));
        return QueryNormalizer.Normalize(new TakenQuery(period.From?.UtcDateTime, period.Before?.UtcDateTime));
    }

    private static bool HasOffset(string value) =>
        value
            .Split("..")
            .Any(p => p.IndexOf('T', StringComparison.Ordinal) is var time && time > 0 && p.AsSpan(time).ContainsAny("Z+-"));

    // Tags in parentheses, each with its weight: any:(sea coast*0.75 "large lake"*0.5>=40).
    private TagQuery ReadAnyOf()
    {
        var start = _at;
        if (AtEnd || text[_at] != '(')
        {
            throw Fault("Alternatives stand in parentheses, as in any:(sea coast*0.75).");
        }

        _at++;
        var alternatives = new List<WeightedTag>();
        while (true)
        {
            SkipSpace();
            if (AtEnd)
            {
                throw Fault("This parenthesis is never closed.", start);
            }

            if (text[_at] == ')')
            {
                _at++;
                return QueryNormalizer.Normalize(new AnyOfQuery(alternatives));
            }

            CountPart();
            alternatives.Add(ReadAlternative());
        }
    }

    private WeightedTag ReadAlternative()
    {
        var start = _at;
        if (text[_at] == '"')
        {
            return ReadWeighted(ReadQuoted(), start);
        }

        while (!AtEnd && !QuerySyntax.EndsTag(text[_at]))
        {
            _at++;
        }

        return _at > start && text[start] != '-'
            ? ReadWeighted(text[start.._at], start)
            : throw Fault("An alternative is a tag, as in any:(sea coast*0.75).", start);
    }

    private WeightedTag ReadWeighted(string raw, int start)
    {
        var sixteenths = WeightedTag.Whole;
        if (!AtEnd && text[_at] == '*')
        {
            var from = ++_at;
            while (!AtEnd && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            {
                _at++;
            }

            sixteenths =
                decimal.TryParse(
                    text.AsSpan(from, _at - from),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var weight
                )
                && weight is > 0 and <= 1
                && weight * WeightedTag.Whole % 1 == 0
                    ? (int)(weight * WeightedTag.Whole)
                    : throw Fault("A weight is a number of sixteenths: 0.0625, 0.125 and so on up to 1.", from);
        }

        return new(ReadTag(raw, start), sixteenths);
    }

    private string ReadValue(string field)
    {
        if (!AtEnd && text[_at] == '"')
        {
            return ReadQuoted();
        }

        var start = _at;
        while (!AtEnd && !QuerySyntax.EndsValue(text[_at]))
        {
            _at++;
        }

        return AtEnd || text[_at] is not ('(' or '"')
            ? _at > start
                ? text[start.._at]
                : throw Fault($"A value is missing behind the colon, as in {Example(field)}.", start)
            : throw Fault("Put quotes around a value with parentheses, quotes or spaces.", _at);
    }

    private string ReadQuoted()
    {
        var start = _at++;
        while (true)
        {
            var end = text.IndexOf('"', _at);
            if (end < 0)
            {
                throw Fault("This quote is never closed.", start);
            }

            _at = end + 1;
            if (AtEnd || text[_at] != '"')
            {
                return text[(start + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            _at++;
        }
    }

    private HasTagQuery ReadTag(string raw, int start)
    {
        var name = TagName.Normalize(raw);
        if (name.Length == 0)
        {
            throw Fault("A tag's name is missing.", start);
        }

        Confidence? min = null,
            max = null;
        while (Comparison.TryRead(text, ref _at, Fault) is { } comparison)
        {
            comparison.Narrow(ref min, ref max, Fault);
        }

        return new(name, min ?? default, max is { } most && most < Confidence.Full ? most : null);
    }

    private bool TakeWord(string word)
    {
        SkipSpace();
        if (!IsWord(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    // Only capitals join and negate, so that a tag may be called "not".
    private bool IsWord(string word) =>
        string.CompareOrdinal(text, _at, word, 0, word.Length) == 0
        && (_at + word.Length == text.Length || QuerySyntax.EndsValue(text[_at + word.Length]));

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private static string Example(string field) => field.ToLowerInvariant() is "key" ? "key:2024/*" : field + ":\"…\"";

    private TagQuerySyntaxException Fault(string problem) => Fault(problem, _at);

    private TagQuerySyntaxException Fault(string problem, int at) => new(problem, text, at + 1);
}
