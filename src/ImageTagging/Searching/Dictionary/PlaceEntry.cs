namespace ImageTagging.Searching;

/// <summary>A place that pictures were taken in.</summary>
/// <param name="Value">The value of the facet, such as <c>Greece/Attica</c>.</param>
/// <param name="Name">Its own name in the form that is compared: <c>attica</c>.</param>
/// <param name="Count">How many images were taken there.</param>
internal sealed record PlaceEntry(string Value, string Name, long Count)
{
    public static PlaceEntry Of(TagCount place) =>
        new(place.Value, PlaceWords.Key(place.Value[(place.Value.LastIndexOf('/') + 1)..]), place.Count);

    /// <summary>Tells if its name, or a word of it, begins so.</summary>
    public bool Begins(string typed) =>
        Name.StartsWith(typed, StringComparison.Ordinal) || Name.Contains(' ' + typed, StringComparison.Ordinal);
}
