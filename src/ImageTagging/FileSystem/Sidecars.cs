namespace ImageTagging.FileSystem;

/// <summary>XMP files beside pictures: what people change in them is a change of the picture's facts.</summary>
internal static class Sidecars
{
    public const string Ending = ".xmp";

    // As cameras and programs write them; where upper and lower case are alike, one of them finds both.
    private static readonly string[] s_endings = OperatingSystem.IsLinux() ? [Ending, ".XMP"] : [Ending];

    /// <summary>Tells if a file may tell of a picture beside it, by its ending: an XMP file, or one of Google Takeout.</summary>
    public static bool MayTellOfPictures(ReadOnlySpan<char> name) =>
        name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The facts of a picture, with the time at which it or a file beside it was last modified.</summary>
    /// <param name="facts">What the file system says of the picture.</param>
    /// <param name="path">The picture's path.</param>
    /// <param name="companions">The endings of its other files, which have such files of their own.</param>
    /// <param name="isThere">Whether a name in the picture's folder may be there; null where nobody knows yet.</param>
    public static EntryFacts Latest(
        EntryFacts facts,
        string path,
        IReadOnlyList<string>? companions,
        Predicate<string>? isThere = null
    )
    {
        var stem = path[..^Path.GetExtension(path).Length];
        var latest = Later(facts.Modified, path);
        latest = stem.Length < path.Length ? Later(latest, stem) : latest;
        foreach (var companion in companions ?? [])
        {
            latest = Later(latest, stem + companion);
        }

        return facts with
        {
            Modified = latest,
        };

        long Later(long modified, string file)
        {
            foreach (var ending in s_endings)
            {
                var sidecar = file + ending;
                if (isThere is not null && !isThere(Path.GetFileName(sidecar)))
                {
                    continue;
                }

                try
                {
                    modified = Entries.Look(sidecar) is { Kind: EntryKind.File } beside
                        ? Math.Max(modified, beside.Modified)
                        : modified;
                }
                catch (IOException)
                {
                    // One that cannot be looked at tells nothing.
                }
            }

            return modified;
        }
    }
}
