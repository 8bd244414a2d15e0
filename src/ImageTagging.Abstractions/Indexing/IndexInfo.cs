namespace ImageTagging;

/// <summary>The facts of an index about itself, for messages and telemetry.</summary>
/// <param name="Engine">The engine's short name, such as <c>sqlite</c>.</param>
/// <param name="Location">The file or address, without credentials.</param>
public sealed record IndexInfo(string Engine, string Location)
{
    /// <summary>True if it answers <see cref="SearchRequest.SimilarTo"/>; others refuse with the code <c>NoSimilarity</c>.</summary>
    /// <value>The default is false.</value>
    public bool FindsSimilar { get; init; }
}
