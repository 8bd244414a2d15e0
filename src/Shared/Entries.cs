namespace ImageTagging.FileSystem;

// Looks at names in a folder, and opens regular files only, on every platform.
internal static class Entries
{
    // What a path is; links are not followed. Throws IOException where the device fails.
    public static EntryFacts Look(string path)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            return PosixEntries.Look(path);
        }

        var info = new FileInfo(path);
        try
        {
            if (info.LinkTarget is not null)
            {
                return EntryFacts.Of(EntryKind.Link);
            }

            var attributes = info.Attributes;
            if ((int)attributes == -1)
            {
                return EntryFacts.Of(EntryKind.Missing);
            }

            if (attributes.HasFlag(FileAttributes.Directory))
            {
                return EntryFacts.Of(EntryKind.Folder);
            }

            return attributes.HasFlag(FileAttributes.Device)
                ? EntryFacts.Of(EntryKind.Other)
                : new(
                    EntryKind.File,
                    info.Length,
                    new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero).ToUnixTimeMilliseconds(),
                    0
                );
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return EntryFacts.Of(EntryKind.Missing);
        }
        catch (UnauthorizedAccessException)
        {
            return EntryFacts.Of(EntryKind.Denied);
        }
    }

    // Whether a path is a folder now, and no link to one.
    public static bool IsFolder(string path)
    {
        try
        {
            return Look(path).Kind == EntryKind.Folder;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Opens a regular file and says what was really opened. Never blocks on a FIFO, never follows a link.
    public static (FileStream Stream, EntryFacts Facts) OpenRegular(string path)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            return PosixEntries.OpenRegular(path);
        }

        var facts = Look(path);
        if (facts.Kind != EntryKind.File)
        {
            throw new FileNotFoundException("It is no regular file.");
        }

        var stream = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }
        );
        var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(stream.SafeFileHandle), TimeSpan.Zero);
        return (stream, new(EntryKind.File, stream.Length, modified.ToUnixTimeMilliseconds(), 0));
    }
}
