namespace ImageTagging.AspNetCore.Choosing;

/// <summary>A folder with what lies in it.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Parent">The folder that it lies in; null at the top.</param>
/// <param name="Folders">The folders in it, by name.</param>
/// <param name="More">True if it has more folders than are told.</param>
/// <param name="Places">Where pictures usually are.</param>
internal sealed record ChoiceAnswer(
    string Path,
    string? Parent,
    IReadOnlyList<FolderChoice> Folders,
    bool More,
    IReadOnlyList<FolderChoice> Places
);

internal sealed record FolderChoice(string Name, string Path);

internal sealed record ChoiceRequest
{
    public string? Path { get; init; }
}
