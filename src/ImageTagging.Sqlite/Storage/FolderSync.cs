using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Makes the names in a folder durable: a new file's content is on the disk before its name is.</summary>
internal static partial class FolderSync
{
    /// <summary>Flushes a folder; Windows keeps names by itself. A file system that cannot is left to it.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, flags: 0);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
