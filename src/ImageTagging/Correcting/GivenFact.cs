namespace ImageTagging.Correcting;

/// <summary>A fact that a person gives.</summary>
/// <param name="Field">Which one.</param>
/// <param name="IsThere">Whether it is given; else it is taken away, whatever the file says.</param>
/// <param name="Value">The stars in digits, or the title; null for a favourite and where it is taken away.</param>
internal sealed record GivenFact(FactField Field, bool IsThere, string? Value)
{
    /// <summary>Tells if a file says something of a fact that people give.</summary>
    public static bool IsIn(PhotoFacts? facts, FactField field) =>
        field switch
        {
            FactField.Rating => facts?.Rating is not null,
            FactField.Favourite => facts?.IsFavourite is { Value: true },
            _ => facts?.Title is not null,
        };
}
