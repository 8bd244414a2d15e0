namespace ImageTagging.Planning;

/// <summary>Files that nobody else reads and that go when they are closed.</summary>
internal static class TemporaryFile
{
    /// <summary>A new one, open for writing and reading.</summary>
    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 64 << 10,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), "imagetagging-" + Path.GetRandomFileName()), options);
    }
}
