namespace ImageTagging;

/// <summary>Learns from people's corrections how far each tagger can be trusted about each tag.</summary>
/// <remarks>Reads corrected records only and changes nothing. Threads may share it; it does not dispose the index.</remarks>
/// <param name="index">The index.</param>
/// <param name="vocabulary">How labels become tags; null for no rules.</param>
public sealed class TaggerWeights(ITagIndex index, Vocabulary? vocabulary = null)
{
    /// <summary>The pictures that people must have judged before a weight is learned: 20.</summary>
    public const int Enough = 20;

    // People who only take away what is wrong leave what is right unsaid: nothing can be told of it then.
    private const int EnoughRight = 5;

    private readonly Vocabulary _vocabulary = vocabulary ?? Vocabulary.Empty;

    /// <summary>Learns the weights of the taggers and tags that people said enough of: <see cref="Enough"/> pictures, five of them right.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The weights by tag, then tagger (ordinal); what people and cameras wrote has none.</returns>
    /// <exception cref="ImageTaggingException">The index cannot be read.</exception>
    public async ValueTask<IReadOnlyList<TaggerWeight>> LearnAsync(CancellationToken cancellationToken = default)
    {
        var judged = new SortedDictionary<(string Tag, string Tagger), (int Right, int Wrong)>(
            Comparer<(string Tag, string Tagger)>.Create(
                static (x, y) =>
                    string.CompareOrdinal(x.Tag, y.Tag) is var byTag and not 0 ? byTag : string.CompareOrdinal(x.Tagger, y.Tagger)
            )
        );
        await foreach (var record in index.ReadAllAsync(new HasEditsQuery(), null, cancellationToken).ConfigureAwait(false))
        {
            // The later of two about one tag counts.
            var said = new Dictionary<string, bool>(StringComparer.Ordinal);
            foreach (var edit in record.Edits)
            {
                if (edit is { IsForEarlierVersion: false, Tag: { } tag })
                {
                    said[_vocabulary.TagOf(tag)] = edit.IsAdded;
                }
            }

            foreach (var state in record.Taggers.Where(t => !t.IsAuthored))
            {
                foreach (var tag in state.SelectedLabels.Select(l => _vocabulary.TagOf(l.Name)).Distinct(StringComparer.Ordinal))
                {
                    if (said.TryGetValue(tag, out var isRight))
                    {
                        var (right, wrong) = judged.GetValueOrDefault((tag, state.Name));
                        judged[(tag, state.Name)] = isRight ? (right + 1, wrong) : (right, wrong + 1);
                    }
                }
            }
        }

        return
        [
            .. judged
                .Where(j => j.Value.Right + j.Value.Wrong >= Enough && j.Value.Right >= EnoughRight)
                .Select(j => new TaggerWeight(j.Key.Tagger, j.Key.Tag, j.Value.Right, j.Value.Wrong)),
        ];
    }

    /// <summary>Rules with learned weights in place of those that they had for the same taggers and tags; how words become one stays.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="weights">What <see cref="LearnAsync"/> gave.</param>
    /// <returns>The rules with the weights.</returns>
    public static VocabularyRules Apply(VocabularyRules rules, IEnumerable<TaggerWeight> weights)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(weights);
        var taggers = new Dictionary<string, TaggerRule>(rules.Taggers, StringComparer.Ordinal);
        foreach (var of in weights.GroupBy(w => w.Tag, StringComparer.Ordinal))
        {
            var rule = taggers.GetValueOrDefault(of.Key) ?? taggers.GetValueOrDefault("*") ?? new();
            var trusted = new Dictionary<string, double>(rule.Weights, StringComparer.Ordinal);
            foreach (var weight in of)
            {
                trusted[weight.Tagger] = weight.Weight;
            }

            taggers[of.Key] = rule with { Weights = trusted };
        }

        return rules with
        {
            Taggers = taggers,
        };
    }
}
