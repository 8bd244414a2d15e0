using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>The meaning of queries and facets of a photograph's facts, written down as plainly as can be and apart from every engine.</summary>
internal static class FactOracle
{
    public static bool Matches(TagQuery query, ImageRecord record)
    {
        var facts = Facts(record);
        return query switch
        {
            TakenQuery taken => facts?.Taken?.Value.Local is { } at
                && (taken.From is null || at >= taken.From)
                && (taken.Before is null || at < taken.Before),
            TakenInMonthQuery month => facts?.Taken?.Value.Local.Month == month.Month,
            HasFactQuery has => Has(has.Field, record),
            FactQuery { Field: FactField.Place } place => facts?.Place?.Value is { } there
                && PlaceWords.OfQuery(place.Words) is { Count: > 0 } wanted
                && wanted.All(w => PlaceWords.Of(there).Contains(w, StringComparer.Ordinal)),
            FactQuery fact => FactWords.Of(fact.Words) is { Count: > 0 } words
                && words.All(w => Texts(fact.Field, record).Any(t => FactWords.Of(t).Contains(w, StringComparer.Ordinal))),
            FactRangeQuery { Field: FactField.Iso } iso => facts?.Iso is { } speed && In(iso, speed.Value),
            FactRangeQuery stars => facts?.Rating is { } rating && In(stars, rating.Value),
            NearQuery near => facts?.Position?.Value is { } place && Kilometres(near, place) <= near.Kilometres,
            FacetValueQuery value => Values(record, value.Field).Contains(value.Value, StringComparer.Ordinal),
            _ => throw new ArgumentException($"The oracle does not know {query}.", nameof(query)),
        };
    }

    public static IEnumerable<string> Values(ImageRecord record, FacetField field)
    {
        if (Facts(record) is not { } facts)
        {
            return [];
        }

        IEnumerable<string?> values = field switch
        {
            FacetField.TakenYear => One(facts.Taken?.Value.Local.ToString("yyyy", CultureInfo.InvariantCulture)),
            FacetField.TakenMonth => One(facts.Taken?.Value.Local.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            FacetField.Camera => One(facts.Camera),
            FacetField.Lens => One(facts.Lens?.Value),
            FacetField.Person => facts.People.Select(p => p.Value.Name),
            FacetField.Folder => Folders(record.Key),
            FacetField.Rating => One(facts.Rating?.Value.ToString(CultureInfo.InvariantCulture)),
            FacetField.Iso => One(facts.Iso?.Value.ToString(CultureInfo.InvariantCulture)),
            FacetField.Place => Places(facts.Place?.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
        };
        return values.OfType<string>();
    }

    // A person's word counts before the file's.
    private static PhotoFacts? Facts(ImageRecord record)
    {
        var seen = record.Taggers.Select(t => t.Facts).FirstOrDefault(f => f is not null);
        var given = record.Edits.Where(e => e.Fact is not null).ToDictionary(e => e.Fact!.Value);
        if (given.Count == 0)
        {
            return seen;
        }

        var facts = seen ?? new();
        if (given.TryGetValue(FactField.Rating, out var stars))
        {
            facts = facts with
            {
                Rating = stars.IsAdded ? new(int.Parse(stars.Value!, CultureInfo.InvariantCulture), FactSource.Person) : null,
            };
        }

        if (given.TryGetValue(FactField.Favourite, out var favourite))
        {
            facts = facts with { IsFavourite = favourite.IsAdded ? new(true, FactSource.Person) : null };
        }

        return given.TryGetValue(FactField.Title, out var title)
            ? facts with
            {
                Title = title.IsAdded ? new(title.Value!, FactSource.Person) : null,
            }
            : facts;
    }

    private static string[] Folders(string key)
    {
        var names = key.Split('/')[..^1];
        return [.. Enumerable.Range(1, names.Length).Select(i => string.Join('/', names[..i])).Where(f => f.Length > 0)];
    }

    private static IEnumerable<string> Places(PhotoPlace? place)
    {
        string[] levels = [.. (place?.Levels ?? []).Select(l => l.Replace('/', '-'))];
        return Enumerable.Range(1, levels.Length).Select(i => string.Join('/', levels[..i]));
    }

    private static bool Has(FactField field, ImageRecord record) =>
        field switch
        {
            FactField.Taken => Facts(record)?.Taken is not null,
            FactField.Place => Facts(record)?.Place is not null,
            FactField.Position => Facts(record)?.Position is not null,
            FactField.Rating => Facts(record)?.Rating is not null,
            FactField.Iso => Facts(record)?.Iso is not null,
            FactField.Favourite => Facts(record)?.IsFavourite?.Value == true,
            _ => Texts(field, record).Length > 0,
        };

    private static string[] Texts(FactField field, ImageRecord record)
    {
        var facts = Facts(record);
        IEnumerable<string?> texts = field switch
        {
            FactField.Camera => One(facts?.Camera),
            FactField.Lens => One(facts?.Lens?.Value),
            FactField.Person => (facts?.People ?? []).Select(p => p.Value.Name),
            FactField.Title => One(facts?.Title?.Value),
            _ when facts is null || record.Width is null || record.Height is null => [],
            _ => One(
                Math.Sign(record.Width.Value - record.Height.Value) switch
                {
                    1 => "landscape",
                    -1 => "portrait",
                    _ => "square",
                }
            ),
        };
        return [.. texts.OfType<string>()];
    }

    private static IEnumerable<string?> One(string? text) => [text];

    private static bool In(FactRangeQuery range, int number) =>
        (range.Min is null || number >= range.Min) && (range.Max is null || number <= range.Max);

    // The angle between two directions from the globe's middle.
    private static double Kilometres(NearQuery near, PhotoPosition place)
    {
        var (a, b) = (Direction(near.Latitude, near.Longitude), Direction(Micro(place.Latitude), Micro(place.Longitude)));
        var (x, y, z) = (a.X - b.X, a.Y - b.Y, a.Z - b.Z);
        return 2 * 6_371.0087714 * Math.Asin(Math.Min(1, Math.Sqrt((x * x) + (y * y) + (z * z)) / 2));
    }

    private static double Micro(double degrees) => Math.Round(degrees * 1e6) / 1e6;

    private static (double X, double Y, double Z) Direction(double latitude, double longitude)
    {
        var (north, east) = (latitude * Math.PI / 180, longitude * Math.PI / 180);
        return (Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north));
    }
}
