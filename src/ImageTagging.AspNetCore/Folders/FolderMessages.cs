namespace ImageTagging.AspNetCore.Folders;

/// <summary>Folders of one level.</summary>
/// <param name="Folders">The folders, by name.</param>
/// <param name="More">Whether there may be others, which are not listed.</param>
internal sealed record FoldersAnswer(IReadOnlyList<FolderView> Folders, bool More);

/// <summary>A folder, or a source.</summary>
/// <param name="Source">Its source.</param>
/// <param name="Path">What its keys start with; empty for a source.</param>
/// <param name="Name">The last part of its path.</param>
/// <param name="Count">Pictures in it and below.</param>
/// <param name="Query">The query that finds them; null for a source.</param>
internal sealed record FolderView(string Source, string Path, string Name, long Count, string? Query);
