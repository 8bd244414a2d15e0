namespace ImageTagging.Vocabularies;

/// <summary>Brings what several taggers say of one tag together, by a vocabulary's rules. The labels stay as they were said.</summary>
internal static class TaggerWords
{
    /// <summary>The tags that are given, each with its confidence.</summary>
    public static Dictionary<string, Confidence> Heard(ImageRecord record, Vocabulary vocabulary)
    {
        var words = new Dictionary<string, List<Word>>(StringComparer.Ordinal);
        var least = new Dictionary<string, Confidence>(StringComparer.Ordinal);
        foreach (var state in record.Taggers)
        {
            foreach (var label in state.SelectedLabels)
            {
                var entry = vocabulary.EntryOf(label.Name);
                if (entry.Tag.Length > 0 && !entry.IsBlocked)
                {
                    least[entry.Tag] = entry.Min;
                    Add(words, entry.Tag, new(state, Math.Clamp(label.Confidence, 0, 100) / 100));
                }
            }
        }

        var tags = new Dictionary<string, Confidence>(StringComparer.Ordinal);
        foreach (var (tag, said) in words)
        {
            if (Share(vocabulary.TaggerRuleOf(tag), said, record) is { } share)
            {
                // Sums of fractions are a little off; a hundredth of a percent is what counts.
                var confidence = Confidence.Floor(Math.Round(share * 100, 6));
                if (confidence >= least[tag])
                {
                    tags[tag] = confidence;
                }
            }
        }

        return tags;
    }

    // A tagger speaks once of a tag: of several names for it the surest counts.
    private static void Add(Dictionary<string, List<Word>> words, string tag, Word word)
    {
        if (!words.TryGetValue(tag, out var said))
        {
            words.Add(tag, said = []);
        }

        var place = said.FindIndex(w => ReferenceEquals(w.State, word.State));
        if (place < 0)
        {
            said.Add(word);
        }
        else if (said[place].Share < word.Share)
        {
            said[place] = word;
        }
    }

    private static double? Share(TaggerRule? rule, List<Word> said, ImageRecord record)
    {
        if (said.Exists(w => w.State.IsAuthored))
        {
            return 1;
        }

        if (rule is null)
        {
            return said.Max(w => w.Share);
        }

        if (rule.Rule == TaggerAgreement.First && FirstOf(rule, record) is { } first)
        {
            var own = said.Find(w => string.Equals(w.State.Name, first, StringComparison.Ordinal));
            return own.State is null ? null : Weighed(rule, own);
        }

        return rule.Rule == TaggerAgreement.Agree && said.Count > 1
            ? 1 - said.Aggregate(1d, (left, word) => left * (1 - Weighed(rule, word)))
            : said.Max(word => Weighed(rule, word));
    }

    private static string? FirstOf(TaggerRule rule, ImageRecord record) =>
        rule.Order.FirstOrDefault(name =>
            record.Taggers.Any(t => t.HasAnswer && string.Equals(t.Name, name, StringComparison.Ordinal))
        );

    private static double Weighed(TaggerRule rule, Word word) => rule.Weights.GetValueOrDefault(word.State.Name, 1) * word.Share;

    private readonly record struct Word(TaggerState State, double Share);
}
