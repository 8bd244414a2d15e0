namespace ImageTagging;

/// <summary>How an embedded index is opened.</summary>
public sealed record SqliteIndexOptions
{
    /// <summary>The file; made, with its folder, where it is not there. Beside it lie <c>-wal</c> and <c>-shm</c> while it is open.</summary>
    public string Path { get; set; } = "";

    /// <summary>The most bytes of decoded postings that this process keeps, 1 MiB–64 GiB. Only what is searched is kept: a million images of ten tags are about 50 MiB.</summary>
    /// <value>The default is a thirty-second of the memory that this process may use, 64 MiB at the least and 1 GiB at the most.</value>
    public long CacheBytes { get; set; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32, 64L << 20, 1L << 30);

    /// <summary>The most bytes of the file's pages that each connection keeps, 64 KiB–1 GiB. The writer has one, which keeps six times as many; readers have up to <see cref="MaxReaders"/>.</summary>
    /// <value>The default is 8 MiB.</value>
    public long PageCacheBytes { get; set; } = 8L << 20;

    /// <summary>How long a write waits for the other processes' turns, up to an hour.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many reads run at once, 1–64.</summary>
    /// <value>The default is twice the number of processors, 4 at the least and 16 at the most.</value>
    public int MaxReaders { get; set; } = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    /// <summary>Every fault of these options, one sentence each; empty where there is none.</summary>
    /// <returns>A sentence for each fault; none where all can be used.</returns>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Want(!string.IsNullOrWhiteSpace(Path), "Path names the index's file.");
        Want(CacheBytes is >= 1 << 20 and <= 64L << 30, "CacheBytes is 1 MiB to 64 GiB.");
        Want(PageCacheBytes is >= 64 << 10 and <= 1L << 30, "PageCacheBytes is 64 KiB to 1 GiB.");
        Want(BusyTimeout >= TimeSpan.Zero && BusyTimeout <= TimeSpan.FromHours(1), "BusyTimeout is 0 to an hour.");
        Want(MaxReaders is >= 1 and <= 64, "MaxReaders is 1 to 64.");
        return faults;

        void Want(bool holds, string otherwise)
        {
            if (!holds)
            {
                faults.Add(otherwise);
            }
        }
    }
}
