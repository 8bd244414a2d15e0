namespace ImageTagging.Sqlite.Storage;

/// <summary>The file: makes and migrates it, and opens connections to it.</summary>
internal sealed class IndexFile(SqliteIndexOptions options, IReadOnlyList<string> steps, long? mostPages = null)
{
    private const long WalBytes = 16 << 20;

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>The version of the file, once it is ready.</summary>
    public int Version { get; private set; }

    /// <summary>Makes or migrates the file where it needs it; several processes may at once.</summary>
    public void EnsureReady()
    {
        MakeFolder();
        using var database = Database.Open(Path, create: true);
        database.WaitWhenBusy(options.BusyTimeout);
        Version = Schema.Read(database);
        if (Version < steps.Count)
        {
            Make(database);
        }
        else if (Version > steps.Count && database.Number("SELECT reads FROM head") > steps.Count)
        {
            throw Schema.Newer(Path, Version);
        }
    }

    /// <summary>A connection that may write.</summary>
    public Database OpenWriter()
    {
        var database = Open();
        try
        {
            // Whoever closed the file last holds it for a moment.
            database.WaitWhenBusy(options.BusyTimeout);
            // Acknowledged is durable: each commit is on the disk.
            database.Execute(
                FormattableString.Invariant(
                    $"""
                    PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {WalBytes};
                    PRAGMA wal_autocheckpoint = {WalBytes / Schema.PageSize};
                    PRAGMA cache_size = -{options.PageCacheBytes * 4 / 1024};
                    """
                )
            );
            if (mostPages is { } most)
            {
                database.Execute(FormattableString.Invariant($"PRAGMA max_page_count = {most}"));
            }

            // From here on the waits are ours, so that they can be cancelled.
            database.WaitWhenBusy(TimeSpan.Zero);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads.</summary>
    public Database OpenReader()
    {
        var database = Open();
        try
        {
            database.WaitWhenBusy(options.BusyTimeout);
            database.Execute(
                FormattableString.Invariant($"PRAGMA query_only = 1; PRAGMA cache_size = -{options.PageCacheBytes / 1024};")
            );
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Refuses to write to a file that a newer version made meanwhile.</summary>
    public void CheckVersion(Database database)
    {
        if (database.Number("PRAGMA user_version") is var version && version > steps.Count)
        {
            throw Schema.Newer(Path, (int)version);
        }
    }

    private Database Open() => Database.Open(Path, create: false);

    private void Make(Database database)
    {
        if (Version == 0)
        {
            // Only an empty file can be given a page size, and only outside a transaction.
            database.Execute(FormattableString.Invariant($"PRAGMA page_size = {Schema.PageSize}"));
        }

        UseLog(database);
        database.Execute("PRAGMA synchronous = FULL");
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been quicker.
            Version = Schema.Read(database);
            if (Version < steps.Count)
            {
                Schema.Migrate(database, Version, steps);
                Version = steps.Count;
            }

            database.Execute("COMMIT");
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    // The change of the mode does not wait for others by itself; and one of them may make it.
    private static void UseLog(Database database)
    {
        const int most = 100;
        for (var turn = 1; database.Number("SELECT 1 FROM pragma_journal_mode WHERE journal_mode = 'wal'") == 0; turn++)
        {
            if (turn == most)
            {
                database.Execute("PRAGMA journal_mode = WAL");
            }
            else if (!database.TryExecute("PRAGMA journal_mode = WAL"))
            {
                database.Execute("BEGIN EXCLUSIVE; COMMIT");
            }
        }
    }

    private void MakeFolder()
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
            {
                _ = Directory.CreateDirectory(folder);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw SqliteFault.From(SQLitePCL.raw.SQLITE_CANTOPEN, "", Path);
        }
    }
}
