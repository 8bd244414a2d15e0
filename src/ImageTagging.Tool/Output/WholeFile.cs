namespace ImageTagging.Tool.Output;

/// <summary>Files that are there whole or as they were before: written beside and moved, and taken away where that fails.</summary>
internal static class WholeFile
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    public static async Task WriteAsync(
        string file,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        // A link stays one.
        var path = Resolved(file);
        if (Directory.Exists(path))
        {
            throw new IOException($"'{file}' is a folder.");
        }

        // A name that nobody has, so that no file of the user's is in the way.
        var part = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
                // A full disk is told here at the latest.
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception fault)
        {
            TryDelete(part);
            if (fault is not IOException)
            {
                throw;
            }

            // What the system says names the file beside, which is gone again.
            throw new IOException(fault.Message.Replace(part, path, StringComparison.Ordinal), fault);
        }
    }

    public static Task WriteAsync(string file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WriteAsync(file, (stream, cancel) => stream.WriteAsync(bytes, cancel).AsTask(), cancellationToken);

    /// <summary>Whether two names are one file, through links and by whatever spelling.</summary>
    public static bool IsSame(string one, string other) =>
        string.Equals(
            Resolved(one),
            Resolved(other),
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
        );

    // Part by part, since a folder on the way may be a link too.
    private static string Resolved(string name, int links = 0)
    {
        if (links > MostLinks)
        {
            throw new IOException($"'{name}' is a link that leads to itself.");
        }

        var path = Path.GetFullPath(name);
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var resolved = Path.Combine(Resolved(folder, links), Path.GetFileName(path));
        FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
        return entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: false) is { } target
            ? Resolved(target.FullName, links + 1)
            : resolved;
    }

    private static void TryDelete(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Why it could not be written says more.
        }
    }
}
