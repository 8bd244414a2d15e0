namespace ImageTagging.Sqlite.Storage;

/// <summary>By what a file is known to be unchanged.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    /// <summary>A file's stamp now; the default where there is none.</summary>
    public static FileStamp Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : default;
}
