namespace ImageTagging.Teaching;

/// <summary>Examples in one space, as they are learned from.</summary>
/// <param name="Space">The space.</param>
/// <param name="Examples">The examples.</param>
/// <param name="IsYes">What each says.</param>
/// <param name="Without">How many pictures have no vector in the space, and were left out.</param>
internal sealed record LearningSet(string Space, IReadOnlyList<Example> Examples, IReadOnlyList<bool> IsYes, int Without)
{
    /// <summary>The examples in the space that most of the yes have vectors in.</summary>
    /// <exception cref="ImageTaggingException">No yes has a vector (code <c>NoEmbedding</c>).</exception>
    public static LearningSet Of(IReadOnlyList<(ImageRecord Record, bool IsYes)> examples, string tag)
    {
        var space =
            SpaceOf(examples.Where(e => e.IsYes).Select(e => e.Record))
            ?? throw new ImageTaggingException(
                $"No picture that says yes to '{tag}' has a vector to learn from; index them with the local tagger."
            )
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NoEmbedding,
            };
        List<Example> kept = [];
        List<bool> isYes = [];
        foreach (var (record, yes) in examples)
        {
            if (Example.Of(record, space.Space, space.Dimensions) is { } example)
            {
                kept.Add(example);
                isYes.Add(yes);
            }
        }

        return new(space.Space, kept, isYes, examples.Count - kept.Count);
    }

    private static (string Space, int Dimensions)? SpaceOf(IEnumerable<ImageRecord> records) =>
        records
            .SelectMany(r => r.Taggers)
            .Select(t => t.Embedding)
            .OfType<Embedding>()
            .GroupBy(e => (e.Space, e.Dimensions))
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key.Space, StringComparer.Ordinal)
            .Select(g => ((string, int)?)g.Key)
            .FirstOrDefault();
}
