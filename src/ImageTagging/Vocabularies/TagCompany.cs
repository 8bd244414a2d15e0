namespace ImageTagging.Vocabularies;

/// <summary>The tags of the same picture on which it depends whether labels give a tag.</summary>
/// <param name="Yields">Tags that it gives way to where they are as sure.</param>
/// <param name="Outdoes">Tags that it gives way to only where they are surer.</param>
/// <param name="Needs">Tags of which one has to be there; empty where none has.</param>
internal sealed record TagCompany(IReadOnlyList<string> Yields, IReadOnlyList<string> Outdoes, IReadOnlyList<string> Needs)
{
    public static TagCompany Any { get; } = new([], [], []);

    /// <summary>Tells if one of the tags that it needs is there.</summary>
    public bool HasNeeded(HashSet<string> said) => Needs.Count == 0 || Needs.Any(said.Contains);

    /// <summary>Tells if a tag that is at least as sure excludes it.</summary>
    public bool IsExcluded(Confidence confidence, Dictionary<string, Confidence> surer) =>
        Yields.Any(other => surer.TryGetValue(other, out var its) && its >= confidence)
        || Outdoes.Any(other => surer.TryGetValue(other, out var its) && its > confidence);
}
