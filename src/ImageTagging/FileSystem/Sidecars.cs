namespace ImageTagging.FileSystem;

/// <summary>XMP files beside pictures: what people change in them is a change of the picture's facts.</summary>
internal static class Sidecars
{
    public const string Ending = ".xmp";

    /// <summary>Names as the file system tells them apart.</summary>
    public static StringComparer Names { get; } =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>The facts of a picture, with the time at which it or a file beside it was last modified.</summary>
    /// <param name="facts">What the file system says of the picture.</param>
    /// <param name="path">The picture's path.</param>
    /// <param name="isThere">Whether a name in the picture's folder may be there; null where nobody knows yet.</param>
    public static EntryFacts Latest(EntryFacts facts, string path, Predicate<string>? isThere = null)
    {
        var ending = Path.GetExtension(path);
        var latest = Later(facts.Modified, path + Ending);
        return facts with { Modified = ending.Length == 0 ? latest : Later(latest, path[..^ending.Length] + Ending) };

        long Later(long modified, string sidecar)
        {
            if (isThere is not null && !isThere(Path.GetFileName(sidecar)))
            {
                return modified;
            }

            try
            {
                return Entries.Look(sidecar) is { Kind: EntryKind.File } beside ? Math.Max(modified, beside.Modified) : modified;
            }
            catch (IOException)
            {
                // One that cannot be looked at tells nothing.
                return modified;
            }
        }
    }
}
