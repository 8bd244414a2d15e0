namespace ImageTagging.Searching;

/// <summary>What is near in meaning to the words of one query, asked for once.</summary>
internal sealed class Meanings
{
    /// <summary>The most tags that one word is made to find by meaning.</summary>
    public const int MostTags = 24;

    private readonly Dictionary<string, IReadOnlyList<WeightedTag>> _near;

    private Meanings(Dictionary<string, IReadOnlyList<WeightedTag>> near) => _near = near;

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

    /// <summary>The tags near a text, the nearest first; none where nothing is near.</summary>
    public IReadOnlyList<WeightedTag> Of(string text) => _near.GetValueOrDefault(text) ?? [];

    private static IReadOnlyList<WeightedTag> Weighted(IReadOnlyList<NearName> names) =>
        [
            .. names
                .Select(n => (n.Name, Sixteenths: (int)Math.Round(Math.Clamp(n.Weight, 0, 1) * WeightedTag.Whole)))
                .Where(n => n.Sixteenths > 0)
                .Select(n => new WeightedTag(new(n.Name), n.Sixteenths)),
        ];
}
