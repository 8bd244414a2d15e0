namespace ImageTagging.FileSystem;

/// <summary>A folder's path with every link on the way resolved, so that one folder has one name.</summary>
internal static class RealPath
{
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var hops = 0; hops < 64; hops++)
        {
            if (FirstLink(full) is not { } link)
            {
                return full;
            }

            full = Path.TrimEndingDirectorySeparator(link);
        }

        return full;
    }

    // The path with its first link replaced by what it points to; null where there is no link in it.
    private static string? FirstLink(string path)
    {
        var root = Path.GetPathRoot(path) ?? "";
        var at = root;
        var rest = path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < rest.Length; i++)
        {
            var next = Path.Join(at, rest[i]);
            string? target = null;
            try
            {
                target = new DirectoryInfo(next).LinkTarget;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // What cannot be looked at keeps the name that it was given; listing says what is wrong with it.
            }

            if (target is not null)
            {
                return Path.GetFullPath(Path.Join([Path.GetFullPath(target, at.Length == 0 ? "/" : at), .. rest[(i + 1)..]]));
            }

            at = next;
        }

        return null;
    }
}
