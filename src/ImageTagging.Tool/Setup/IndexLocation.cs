namespace ImageTagging.Tool.Setup;

/// <summary>From what <c>--index</c> says to an index.</summary>
internal static class IndexLocation
{
    /// <summary>Where the index is when nothing is said.</summary>
    public static string Default =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } given && !OperatingSystem.IsWindows()
                ? given
                : Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
            "imagetag",
            "imagetag.db"
        );

    /// <summary>Opens the index, ready for use.</summary>
    /// <param name="given">What <c>--index</c> says; null for the default.</param>
    /// <param name="mustExist">Whether an index that is not there is a fault (searches) rather than made (runs).</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<IndexHandle> OpenAsync(string? given, bool mustExist, CancellationToken cancellationToken)
    {
        var handle = new IndexHandle(Create(given, mustExist));
        try
        {
            await handle.Index.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch
        {
            await handle.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ITagIndex Create(string? given, bool mustExist)
    {
        var path = Path.GetFullPath(given ?? Default);
        if (mustExist && !File.Exists(path))
        {
            throw new ImageTaggingException(
                $"There is no index at '{path}'; run 'imagetag index FOLDER' first, or name another with --index."
            )
            {
                Code = "NoIndex",
            };
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new SqliteTagIndex(new SqliteIndexOptions { Path = path });
    }
}
