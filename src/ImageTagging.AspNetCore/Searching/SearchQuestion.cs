using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>A search as it was asked, read and checked.</summary>
internal sealed record SearchQuestion
{
    /// <summary>The name under which favourites are counted: one value, and no field of indexes.</summary>
    public const string Favourites = "favourite";

    private const int MostChosen = 50;

    private static readonly Dictionary<string, FacetField> s_facets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tags"] = FacetField.Tag,
        ["categories"] = FacetField.Category,
        ["source"] = FacetField.Source,
        ["month"] = FacetField.Month,
        ["status"] = FacetField.Status,
        ["year"] = FacetField.TakenYear,
        ["taken"] = FacetField.TakenMonth,
        ["camera"] = FacetField.Camera,
        ["lens"] = FacetField.Lens,
        ["people"] = FacetField.Person,
        ["folder"] = FacetField.Folder,
        ["rating"] = FacetField.Rating,
        ["place"] = FacetField.Place,
    };

    public required TagQuery Asked { get; init; }

    public required SearchSort Sort { get; init; }

    public Confidence Min { get; init; }

    public SimilarTo? Like { get; init; }

    public required int Size { get; init; }

    public string? Cursor { get; init; }

    public required IReadOnlyList<FacetField> Facets { get; init; }

    /// <summary>True if the favourites among the found are counted.</summary>
    public bool CountsFavourites { get; init; }

    /// <summary>True if only favourites are found.</summary>
    public bool OnlyFavourites { get; init; }

    public required int FacetSize { get; init; }

    public required ForgivingOptions Forgiving { get; init; }

    public bool Reasons { get; init; }

    public required IReadOnlyList<FacetSelection> Chosen { get; init; }

    public static SearchQuestion Of(SearchParameters given)
    {
        var size = given.Size ?? 60;
        var facetSize = given.FacetSize ?? 20;
        Want(size is >= 1 and <= 200, "A page has 1 to 200 hits.");
        Want(facetSize is >= 1 and <= 200, "A facet has 1 to 200 values.");
        Want(given.Min is null or (>= 0 and <= 100), "A confidence is 0 to 100.");
        Want(given.Least is null or (>= -1 and <= 1), "A similarity is -1 to 1.");
        // Each may cost a search of its own.
        FacetSelection[] chosen =
        [
            .. Selection(FacetField.Tag, given.Tag?.Select(TagName.Normalize)),
            .. Selection(FacetField.Category, given.Category?.Select(TagName.Normalize)),
            .. Selection(FacetField.Source, given.Source),
            .. Selection(FacetField.Month, given.Month),
            .. Selection(FacetField.Status, given.Status?.Select(s => s.ToLowerInvariant())),
            .. Selection(FacetField.TakenYear, given.Year),
            .. Selection(FacetField.TakenMonth, given.Taken),
            .. Selection(FacetField.Camera, given.Camera),
            .. Selection(FacetField.Lens, given.Lens),
            .. Selection(FacetField.Person, given.People),
            .. Selection(FacetField.Folder, given.Folder),
            .. Selection(FacetField.Rating, given.Rating),
            .. Selection(FacetField.Place, given.Place),
        ];
        Want(chosen.Sum(c => c.Values.Count) <= MostChosen, $"At most {MostChosen} values can be chosen.");
        return new()
        {
            Asked = AskedBy(given),
            Sort = SortOf(given.Sort),
            Min = Confidence.Floor(given.Min ?? 0),
            Like = LikeOf(given),
            Size = size,
            Cursor = string.IsNullOrEmpty(given.Cursor) ? null : given.Cursor,
            Facets = FacetsOf(given.Facets),
            CountsFavourites = NamesOf(given.Facets).Contains(Favourites, StringComparer.OrdinalIgnoreCase),
            OnlyFavourites = given.Favourite == true,
            FacetSize = facetSize,
            Forgiving =
                given.Forgiving == false
                    ? ForgivingOptions.None
                    : ForgivingOptions.All with
                    {
                        FindByMeaning = given.Meaning ?? true,
                    },
            Reasons = given.Reasons ?? false,
            Chosen = chosen,
        };
    }

    public static string NameOf(FacetField field) => s_facets.First(f => f.Value == field).Key;

    public IReadOnlyList<string> ChosenIn(FacetField field) => Chosen.FirstOrDefault(s => s.Field == field)?.Values ?? [];

    // What is chosen by a fact is a part of the query.
    private static TagQuery AskedBy(SearchParameters given)
    {
        var query = TagQueryParser.Parse(given.Q ?? "");
        if (given.Undated == true)
        {
            query &= !TagQueries.HasFact(FactField.Taken);
        }

        return given.Favourite == true ? query & TagQueries.HasFact(FactField.Favourite) : query;
    }

    private static SimilarTo? LikeOf(SearchParameters given)
    {
        if (string.IsNullOrEmpty(given.Like))
        {
            return null;
        }

        Want(SortOf(given.Sort) == SearchSort.Score, "Similar pictures come the most similar first, in no other order.");
        return ImageAddress.TryRead(given.Like, out var name)
            ? SimilarTo.Images(name) with
            {
                MinSimilarity = given.Least ?? SimilarTo.Noticeable,
            }
            : throw Refused("That is no picture's id.");
    }

    private static FacetField[] FacetsOf(string? given) =>
        [
            .. NamesOf(given)
                .Where(name => !name.Equals(Favourites, StringComparison.OrdinalIgnoreCase))
                .Select(name =>
                    s_facets.TryGetValue(name, out var field)
                        ? field
                        : throw Refused($"Facets are {string.Join(", ", s_facets.Keys)}, {Favourites}.")
                )
                .Distinct(),
        ];

    private static string[] NamesOf(string? facets) =>
        (facets ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<FacetSelection> Selection(FacetField field, IEnumerable<string>? values)
    {
        string[] chosen = [.. (values ?? []).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];
        return chosen.Length == 0 ? [] : [new(field, chosen)];
    }

    private static SearchSort SortOf(string? given) =>
        given?.ToLowerInvariant() switch
        {
            null or "" or "relevance" or "score" => SearchSort.Score,
            "taken" => SearchSort.TakenNewest,
            "taken-oldest" => SearchSort.TakenOldest,
            "newest" => SearchSort.Newest,
            "oldest" => SearchSort.Oldest,
            "name" => SearchSort.Name,
            "size" or "largest" => SearchSort.Largest,
            "smallest" => SearchSort.Smallest,
            _ => throw Refused("Sorts are relevance, taken, taken-oldest, newest, oldest, name, size and smallest."),
        };

    private static void Want(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Refused(otherwise);
        }
    }

    private static WebProblemException Refused(string detail) => WebProblemException.BadRequest("SearchRefused", detail);
}
