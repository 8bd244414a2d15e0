using System.Globalization;
using System.Text;

namespace ImageTagging.Indexing;

/// <summary>The one derivation of search terms from a photograph's facts: what every engine indexes, counts and compares.</summary>
public static class FactTerms
{
    // The radius that engines measure with: Earth's mean one.
    private const double Radius = 6_371.008_771_4;
    private const int LongestValue = 256;

    // A key may be nothing but slashes.
    private const int MostFolders = 32;

    /// <summary>A fact's word in queries and terms.</summary>
    /// <param name="field">The fact.</param>
    /// <returns>The word.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fact.</exception>
    public static string Name(FactField field) =>
        field switch
        {
            FactField.Taken => "taken",
            FactField.Camera => "camera",
            FactField.Lens => "lens",
            FactField.Person => "people",
            FactField.Title => "title",
            FactField.Favourite => "favourite",
            FactField.Position => "position",
            FactField.Rating => "rating",
            FactField.Iso => "iso",
            FactField.Orientation => "orientation",
            FactField.Place => "place",
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };

    /// <summary>The word of a facet whose exact values a query names.</summary>
    /// <param name="field">The facet.</param>
    /// <returns>The word; null where queries name no values of it.</returns>
    public static string? Name(FacetField field) =>
        field switch
        {
            FacetField.Camera => "camera",
            FacetField.Lens => "lens",
            FacetField.Person => "people",
            FacetField.Folder => "folder",
            FacetField.Place => "place",
            _ => null,
        };

    /// <summary>The clock that tells to the second when a picture was made.</summary>
    internal static SceneClock ClockOf(ImageRecord record) =>
        record.Facts?.Taken is not { } taken ? SceneClock.File
        : taken.Value.Certainty == TimeCertainty.Date ? SceneClock.None
        : SceneClock.Taken;

    /// <summary>The time when a photograph was taken.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Milliseconds of the place's clock since 1970 there; null where it is not known.</returns>
    public static long? Taken(ImageRecord record) =>
        record.Facts?.Taken is { } taken ? (taken.Value.Local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond : null;

    /// <summary>The place where a photograph was taken.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The position; null where it is not known.</returns>
    public static MicroDegrees? Position(ImageRecord record) =>
        record.Facts?.Position?.Value is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } place
            ? new((int)Math.Round(place.Latitude * 1e6), (int)Math.Round(place.Longitude * 1e6))
            : null;

    /// <summary>The record's values of a facet of facts, each once.</summary>
    /// <param name="record">The record.</param>
    /// <param name="field">One of <see cref="Facets"/>.</param>
    /// <returns>The values, as facets show them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is no facet of facts.</exception>
    public static IEnumerable<string> Values(ImageRecord record, FacetField field)
    {
        if (record.Facts is not { } facts)
        {
            return [];
        }

        return field switch
        {
            FacetField.TakenYear => One(facts.Taken?.Value.Local.ToString("yyyy", CultureInfo.InvariantCulture)),
            FacetField.TakenMonth => One(facts.Taken?.Value.Local.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            FacetField.Camera => One(Value(facts.Camera)),
            FacetField.Lens => One(Value(facts.Lens?.Value)),
            FacetField.Person => facts.People.Select(p => Value(p.Value.Name)).OfType<string>().Distinct(StringComparer.Ordinal),
            FacetField.Folder => Folders(record.Key),
            FacetField.Rating => One(facts.Rating?.Value.ToString(CultureInfo.InvariantCulture)),
            FacetField.Iso => One(facts.Iso?.Value.ToString(CultureInfo.InvariantCulture)),
            FacetField.Place => Places(facts.Place?.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
    }

    /// <summary>The facets of facts.</summary>
    public static IReadOnlyList<FacetField> Facets { get; } =
    [
        FacetField.TakenYear,
        FacetField.TakenMonth,
        FacetField.Camera,
        FacetField.Lens,
        FacetField.Person,
        FacetField.Folder,
        FacetField.Rating,
        FacetField.Iso,
        FacetField.Place,
    ];

    /// <summary>The terms that queries look a record's facts up by, each once: <c>camera:</c> for having one, <c>camera:canon</c> for its words.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The terms.</returns>
    public static IReadOnlyCollection<string> Of(ImageRecord record)
    {
        if (record.Facts is not { } facts)
        {
            return [];
        }

        var terms = new HashSet<string>(StringComparer.Ordinal);
        if (facts.Taken is { } taken)
        {
            terms.Add(Has(FactField.Taken));
            terms.Add(InMonth(taken.Value.Local.Month));
        }

        Words(FactField.Camera, facts.Camera);
        Words(FactField.Lens, facts.Lens?.Value);
        Words(FactField.Title, facts.Title?.Value);
        foreach (var person in facts.People)
        {
            Words(FactField.Person, person.Value.Name);
        }

        Flag(FactField.Favourite, facts.IsFavourite is { Value: true });
        Flag(FactField.Position, Position(record) is not null);
        Flag(FactField.Rating, facts.Rating is not null);
        Flag(FactField.Iso, facts.Iso is not null);
        Words(FactField.Orientation, Orientation(record));
        if (facts.Place is { } place)
        {
            terms.Add(Has(FactField.Place));
            terms.UnionWith(PlaceWords.Of(place.Value).Select(w => Has(FactField.Place) + w));
        }

        return terms;

        void Words(FactField field, string? text)
        {
            if (Value(text) is { } value)
            {
                terms.Add(Has(field));
                foreach (var word in FactWords.Of(value))
                {
                    terms.Add(Has(field) + word);
                }
            }
        }

        void Flag(FactField field, bool isThere)
        {
            if (isThere)
            {
                terms.Add(Has(field));
            }
        }
    }

    /// <summary>The terms that a record must have all of to match a query.</summary>
    /// <param name="query">The query.</param>
    /// <returns>The terms; null where the query is none of facts' terms.</returns>
    public static IReadOnlyList<string>? Of(TagQuery query) =>
        query switch
        {
            HasFactQuery has => [Has(has.Field)],
            TakenInMonthQuery taken => [InMonth(taken.Month)],
            FactQuery { Field: FactField.Place } place => [.. PlaceWords.OfQuery(place.Words).Select(w => Has(place.Field) + w)],
            FactQuery fact => [.. FactWords.Of(fact.Words).Select(w => Has(fact.Field) + w)],
            _ => null,
        };

    /// <summary>Tells if a record matches a query of facts.</summary>
    /// <param name="query">The query.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether it matches.</returns>
    public static bool Matches(TagQuery query, ImageRecord record) =>
        query switch
        {
            TakenQuery taken => Taken(record) is { } at && Milliseconds(taken) is var (from, before) && at >= from && at < before,
            FactRangeQuery range => Number(record, range.Field) is { } number && IsWithin(range, number),
            NearQuery near => Position(record) is { } place && IsNear(near, place),
            FacetValueQuery value => RecordTerms.Values(record, value.Field).Contains(value.Value, StringComparer.Ordinal),
            _ when Of(query) is { Count: > 0 } wanted => wanted.All(Of(record).Contains),
            _ => false,
        };

    /// <summary>A range of times in whole milliseconds.</summary>
    /// <param name="query">The query.</param>
    /// <returns>Milliseconds as <see cref="Taken"/> gives them: from (inclusive), before (exclusive).</returns>
    public static (long From, long Before) Milliseconds(TakenQuery query)
    {
        return (
            query.From is { } from ? Ceiling(from) : long.MinValue + 1,
            query.Before is { } before ? Ceiling(before) : long.MaxValue
        );

        static long Ceiling(DateTime time)
        {
            var ticks = (time - DateTime.UnixEpoch).Ticks;
            return Math.DivRem(ticks, TimeSpan.TicksPerMillisecond, out var rest) + (rest > 0 ? 1 : 0);
        }
    }

    /// <summary>Tells if a number is in a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsWithin(FactRangeQuery range, int number) => !(number < range.Min) && !(number > range.Max);

    /// <summary>Tells if a position is near enough, by haversines.</summary>
    /// <param name="near">The place and the distance.</param>
    /// <param name="place">The position.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsNear(NearQuery near, MicroDegrees place)
    {
        var (latitude, longitude) = (place.Latitude / 1e6, place.Longitude / 1e6);
        // A degree of latitude is over 111 km anywhere.
        if (Math.Abs(latitude - near.Latitude) * 111 > near.Kilometres)
        {
            return false;
        }

        var north = Math.Sin(double.DegreesToRadians(latitude - near.Latitude) / 2);
        var east = Math.Sin(double.DegreesToRadians(longitude - near.Longitude) / 2);
        var share =
            (north * north)
            + (Math.Cos(double.DegreesToRadians(latitude)) * Math.Cos(double.DegreesToRadians(near.Latitude)) * east * east);
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(share))) <= near.Kilometres;
    }

    /// <summary>The fault of a query of facts.</summary>
    /// <param name="query">The query.</param>
    /// <returns>A sentence for people; null where there is none.</returns>
    public static string? FaultOf(TagQuery query) =>
        query switch
        {
            TakenInMonthQuery { Month: < 1 or > 12 } => "A month is 1 to 12.",
            FactQuery
            {
                Field: not (
                    FactField.Camera
                    or FactField.Lens
                    or FactField.Person
                    or FactField.Title
                    or FactField.Orientation
                    or FactField.Place
                )
            } => "Words are those of a camera, a lens, a person, a title, an orientation or a place.",
            FactRangeQuery { Field: not (FactField.Iso or FactField.Rating) } => "A range of numbers is one of ISO or ratings.",
            FacetValueQuery value when Name(value.Field) is null =>
                "A facet's value is one of a camera, a lens, a person, a folder or a place.",
            NearQuery near
                when !(
                    Math.Abs(near.Latitude) <= 90 && Math.Abs(near.Longitude) <= 180 && near.Kilometres is > 0 and <= 20_040
                ) => "A place is −90 to 90 degrees north and −180 to 180 east, and near is over 0 and at most 20,040 km.",
            _ => null,
        };

    private static string Has(FactField field) => Name(field) + ":";

    private static string InMonth(int month) => string.Create(CultureInfo.InvariantCulture, $"month:{month}");

    private static int? Number(ImageRecord record, FactField field) =>
        field == FactField.Iso ? record.Facts?.Iso?.Value : record.Facts?.Rating?.Value;

    private static string? Orientation(ImageRecord record) =>
        record is not { Width: { } width, Height: { } height } ? null
        : width > height ? "landscape"
        : width < height ? "portrait"
        : "square";

    private static IEnumerable<string> Folders(string key)
    {
        var number = 0;
        for (var slash = key.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            if (slash > 0 && number++ < MostFolders)
            {
                yield return key[..slash];
            }
        }
    }

    private static IEnumerable<string> Places(PhotoPlace? place)
    {
        var whole = "";
        foreach (var level in place?.Levels ?? [])
        {
            whole += (whole.Length == 0 ? "" : "/") + level.Replace('/', '-');
            if (whole.Length <= LongestValue && Value(whole) is { } value)
            {
                yield return value;
            }
        }
    }

    private static IEnumerable<string> One(string? value) => value is null ? [] : [value];

    // On one line, with a form in UTF-8, and short enough to be a term of any engine.
    private static string? Value(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var clean = new StringBuilder(Math.Min(text.Length, LongestValue));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > LongestValue)
            {
                break;
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString().Trim() is { Length: > 0 } value ? value : null;
    }
}
