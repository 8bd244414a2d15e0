namespace ImageTagging.Searching;

/// <summary>The names near in meaning to the words of one query, asked for once.</summary>
internal sealed class Meanings
{
    /// <summary>The most tags that one word is made to find by meaning.</summary>
    public const int MostTags = 24;

    // A further tag weighs by the square of how near it is beside the nearest one.
    private const double Power = 2;

    // From here on the nearest tag may be required of a picture beside other words.
    private const double StandsFor = 0.55;

    // How near a further tag has to be beside the nearest one, where that stands for the word, and where it only has to do with it:
    // what is less near than that would make the word find most of a library.
    private const double LeastBeside = 0.3;
    private const double LeastBesideWeak = 0.5;

    private static readonly NearTags s_none = new([], StandsForText: false);

    private readonly Dictionary<string, NearTags> _near;

    private Meanings(Dictionary<string, NearTags> near) => _near = near;

    /// <summary>Asks for all texts.</summary>
    public static async ValueTask<Meanings> FindAsync(
        IWordMeaning meaning,
        TagDictionary dictionary,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var found = await meaning.FindNearestAsync(texts, dictionary.Tags, MostTags, cancellationToken).ConfigureAwait(false);
        return new(texts.Zip(found).ToDictionary(p => p.First, p => Weighted(p.Second), StringComparer.Ordinal));
    }

    /// <summary>The tags near a text; none where nothing is near.</summary>
    public NearTags Of(string text) => _near.GetValueOrDefault(text, s_none);

    private static NearTags Weighted(IReadOnlyList<NearName> names)
    {
        if (names.Count == 0 || !(names[0].Similarity > 0))
        {
            return s_none;
        }

        var best = names[0].Similarity;
        var least = best * (best >= StandsFor ? LeastBeside : LeastBesideWeak);
        return new(
            [
                .. names
                    .Where(n => n.Similarity >= least)
                    .Select(n => (n.Name, Weight: Math.Pow(Math.Clamp(n.Similarity / best, 0, 1), Power)))
                    .Select(n => (n.Name, Sixteenths: (int)Math.Round(n.Weight * WeightedTag.Whole)))
                    .Where(n => n.Sixteenths > 0)
                    .Select(n => new WeightedTag(new(n.Name), n.Sixteenths)),
            ],
            best >= StandsFor
        );
    }
}
