namespace ImageTagging.Evaluation;

/// <summary>The words that a truth uses, found by any spelling: they decide which of a tag's names are judged.</summary>
internal sealed class SpelledWords(GroundTruth truth)
{
    private readonly HashSet<string> _words = [.. truth.Images.SelectMany(i => truth[i].Concat(truth.Doubtful(i)))];
    private readonly Dictionary<string, bool> _spellings = new(StringComparer.Ordinal);

    /// <summary>
    /// The names that a given tag is judged by, as a search finds it by each: those that the truth uses, and the tag's own where it uses
    /// none of them.
    /// </summary>
    public IEnumerable<string> Judged(Prediction given)
    {
        if (given.OtherNames is not { Count: > 0 } others)
        {
            return [given.Tag];
        }

        var used = others.Where(IsUsed).Distinct(StringComparer.Ordinal).ToArray();
        return used.Length == 0 || IsUsed(given.Tag) ? used.Prepend(given.Tag) : used;
    }

    private bool IsUsed(string name)
    {
        if (!_spellings.TryGetValue(name, out var used))
        {
            _spellings[name] = used = _words.Contains(TagName.Normalize(name));
        }

        return used;
    }
}
