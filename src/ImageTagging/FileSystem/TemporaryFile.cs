namespace ImageTagging.FileSystem;

/// <summary>Files that nobody else reads and that go when they are closed, or when the process ends.</summary>
internal static class TemporaryFile
{
    /// <summary>A new one, open for writing and reading.</summary>
    /// <param name="folder">Where; null for the system's folder of such files.</param>
    public static FileStream Create(string? folder = null)
    {
        var path = Path.Join(folder ?? Path.GetTempPath(), "imagetagging-" + Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 64 << 10,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Without a name it cannot outlive even a kill.
                File.Delete(path);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
