namespace ImageTagging.Vocabularies;

/// <summary>The tags of the same picture on which it depends whether labels give a tag.</summary>
/// <param name="Yields">Tags that it gives way to where they are as sure.</param>
/// <param name="Outdoes">Tags that it gives way to only where they are surer.</param>
/// <param name="Needs">Tags of which one has to be there; empty where none has.</param>
internal sealed record TagCompany(IReadOnlyList<string> Yields, IReadOnlyList<string> Outdoes, IReadOnlyList<string> Needs)
{
    public static TagCompany Any { get; } = new([], [], []);

    /// <summary>Whether labels give the tag beside all that labels say of the picture.</summary>
    public bool Allows(Confidence confidence, Dictionary<string, Confidence> said)
    {
        foreach (var other in Yields)
        {
            if (said.TryGetValue(other, out var its) && its >= confidence)
            {
                return false;
            }
        }

        foreach (var other in Outdoes)
        {
            if (said.TryGetValue(other, out var its) && its > confidence)
            {
                return false;
            }
        }

        return Needs.Count == 0 || Needs.Any(said.ContainsKey);
    }
}
