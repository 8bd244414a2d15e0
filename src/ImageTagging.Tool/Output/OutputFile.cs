namespace ImageTagging.Tool.Output;

/// <summary>
/// A file that a command writes: the former one stays until the new one is whole, a link keeps pointing at it, and pipes and devices are
/// written as they are. An index is never written over.
/// </summary>
/// <remarks>Dispose it; what was not kept by <see cref="Keep"/> until then is deleted.</remarks>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string? _part;
    private bool _isKept;

    private OutputFile(string path, string? part, FileStream stream) => (_path, _part, Stream) = (path, part, stream);

    public FileStream Stream { get; }

    /// <summary>Makes sure, before long work, that a file can be written; changes nothing.</summary>
    /// <exception cref="ImageTaggingException">It cannot (code <c>Usage</c>).</exception>
    public static async Task CheckAsync(string path)
    {
        if (IsWrittenInPlace(Target(path)))
        {
            return;
        }

        await using (Create(path).ConfigureAwait(false)) { }
    }

    /// <exception cref="ImageTaggingException">It cannot be written, or is an index (code <c>Usage</c>).</exception>
    public static OutputFile Create(string path)
    {
        try
        {
            var target = Target(path);
            if (Directory.Exists(target))
            {
                throw new ImageTaggingException($"'{path}' is a folder; name a file.") { Code = "Usage" };
            }

            if (IsDatabase(target))
            {
                throw new ImageTaggingException($"'{path}' is a SQLite file, such as an index, and is not written over; name another file.")
                {
                    Code = "Usage",
                };
            }

            if (IsWrittenInPlace(target))
            {
                return new(target, part: null, Open(target, FileMode.Open));
            }

            // Its name is always the same, so that what a killed process left is taken over and not left for ever.
            var part = target + ".part";
            return new(target, part, Open(part, FileMode.Create));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImageTaggingException($"'{path}' cannot be written: {fault.Message}", fault) { Code = "Usage" };
        }
    }

    /// <summary>Puts the file in place; nothing more is written to it.</summary>
    public void Keep()
    {
        if (Stream.CanSeek)
        {
            Stream.Flush(flushToDisk: _part is not null);
        }

        Stream.Dispose();
        if (_part is not null)
        {
            File.Move(_part, _path, overwrite: true);
        }

        _isKept = true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_isKept)
        {
            return;
        }

        try
        {
            if (_part is null && Stream.CanSeek)
            {
                Stream.SetLength(0);
            }

            await Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What could not be written is given up anyway.
        }

        if (_part is not null)
        {
            File.Delete(_part);
        }
    }

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.None, 1 << 17, useAsync: false);

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    // Pipes and devices have no length. An empty file has nothing to lose either.
    private static bool IsWrittenInPlace(string path) => new FileInfo(path) is { Exists: true, Length: 0 };

    private static bool IsDatabase(string path)
    {
        if (!File.Exists(path) || IsWrittenInPlace(path))
        {
            return false;
        }

        Span<byte> start = stackalloc byte[16];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("SQLite format 3\0"u8);
    }
}
