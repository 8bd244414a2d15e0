namespace ImageTagging.Tool.Output;

/// <summary>
/// Files that are there whole or as they were before: written beside and moved, and taken away where that fails. A link keeps pointing at
/// its file, pipes and devices are written as they are, and neither an index nor a photograph is ever written over.
/// </summary>
internal static class WholeFile
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>Makes sure, before work of hours, that a file can be written; changes nothing.</summary>
    /// <exception cref="ImageTaggingException">It cannot (code <c>Usage</c>).</exception>
    public static void Check(string file)
    {
        try
        {
            var path = Target(file);
            if (!IsWrittenInPlace(path))
            {
                Open(Part(path), FileMode.Create).Dispose();
                File.Delete(Part(path));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImageTaggingException($"'{file}' cannot be written: {fault.Message}", fault) { Code = "Usage" };
        }
    }

    /// <summary>Takes a file away that would be replaced; a pipe or a device stays.</summary>
    public static void Remove(string file)
    {
        var path = Target(file);
        if (File.Exists(path) && !IsWrittenInPlace(path))
        {
            File.Delete(path);
        }
    }

    public static async Task WriteAsync(
        string file,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        var path = Target(file);
        if (IsWrittenInPlace(path))
        {
            var stream = Open(path, FileMode.Open, FileShare.ReadWrite);
            await using var closing = stream.ConfigureAwait(false);
            await write(stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var part = Part(path);
        try
        {
            var stream = Open(part, FileMode.Create);
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

    /// <summary>Tells if two names are one file, through links and by whatever spelling.</summary>
    public static bool IsSame(string one, string other) =>
        string.Equals(
            Resolved(one),
            Resolved(other),
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
        );

    private static FileStream Open(string path, FileMode mode, FileShare share = FileShare.None) =>
        new(path, mode, FileAccess.Write, share, 1 << 17, useAsync: false);

    // A name that no file of the user's has, and always the same: what a killed process left is taken over and not left for ever.
    private static string Part(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetFileName(path)}.imagetag-part");

    // Pipes and devices have no length. An empty file has nothing to lose either.
    private static bool IsWrittenInPlace(string path) => new FileInfo(path) is { Exists: true, Length: 0 };

    private static string Target(string file)
    {
        var path = Resolved(file);
        if (Directory.Exists(path))
        {
            throw new ImageTaggingException($"'{file}' is a folder; name a file.") { Code = "Usage" };
        }

        return Precious(path) is { } what
            ? throw new ImageTaggingException($"'{file}' is {what} and is not written over; name another file.")
            {
                Code = "Usage",
            }
            : path;
    }

    private static string? Precious(string path)
    {
        if (!File.Exists(path) || IsWrittenInPlace(path))
        {
            return null;
        }

        Span<byte> start = stackalloc byte[ImageFile.Start];
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.StartsWith("SQLite format 3\0"u8) ? "a SQLite file, such as an index,"
            : ImageFile.IsForeign(start) ? "a picture"
            : null;
    }

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
