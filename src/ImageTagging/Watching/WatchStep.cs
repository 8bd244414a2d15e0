namespace ImageTagging.Watching;

/// <summary>The work that is to be done now.</summary>
/// <param name="All">List the whole folder.</param>
/// <param name="Folders">List these folders; those that are gone only where the index has something below them.</param>
/// <param name="Files">Bring these keys up to date.</param>
internal sealed record WatchStep(bool All, IReadOnlyList<(string Prefix, bool IsGone)> Folders, IReadOnlyList<string> Files)
{
    public static WatchStep Nothing { get; } = new(All: false, [], []);
}
