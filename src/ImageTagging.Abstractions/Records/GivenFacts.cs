using System.Globalization;

namespace ImageTagging;

/// <summary>The facts that people gave, over those that taggers read.</summary>
internal static class GivenFacts
{
    public static PhotoFacts? Over(PhotoFacts? seen, IReadOnlyList<Correction> edits)
    {
        var facts = seen;
        for (var i = 0; i < edits.Count; i++)
        {
            facts = edits[i] switch
            {
                { Fact: FactField.Rating } stars => (facts ?? new()) with { Rating = StarsOf(stars) },
                { Fact: FactField.Favourite } edit => (facts ?? new()) with { IsFavourite = edit.IsAdded ? Given(true) : null },
                { Fact: FactField.Title } title => (facts ?? new()) with
                {
                    Title = title is { IsAdded: true, Value: { } text } ? Given(text) : null,
                },
                _ => facts,
            };
        }

        return facts;
    }

    private static Fact<int>? StarsOf(Correction edit) =>
        edit.IsAdded && int.TryParse(edit.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stars)
            ? Given(stars)
            : null;

    private static Fact<T> Given<T>(T value) => new(value, FactSource.Person);
}
