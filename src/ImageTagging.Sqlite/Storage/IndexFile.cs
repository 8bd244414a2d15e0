namespace ImageTagging.Sqlite.Storage;

/// <summary>The file: makes and migrates it, and opens connections to it.</summary>
/// <param name="options">How it is opened.</param>
/// <param name="steps">The schema's steps.</param>
/// <param name="mostPages">How far it may grow.</param>
/// <param name="isReadOnly">Whether it is taken for one that this user may not write.</param>
internal sealed class IndexFile(
    SqliteIndexOptions options,
    IReadOnlyList<string> steps,
    long? mostPages = null,
    bool isReadOnly = false
)
{
    // Names come in any order: the more of their pages are at hand, the fewer are read for each transaction.
    private const int WriterPages = 6;

    // What is left of a log that grew.
    private const long LogBytesKept = 64 << 20;

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>The version of the file, once it is ready.</summary>
    public int Version { get; private set; }

    /// <summary>Whether this user may read the file only.</summary>
    public bool IsReadOnly { get; private set; } = isReadOnly;

    /// <summary>Makes or migrates the file where it needs it; several processes may at once. One that may not be written is read.</summary>
    public void EnsureReady()
    {
        FileKinds.Check(Path);
        if (IsReadOnly)
        {
            EnsureReadable();
            return;
        }

        MakeFolder();
        try
        {
            EnsureWritable();
        }
        catch (ImageTaggingException fault) when (fault.Code is "ReadOnly" or "CannotOpen" && File.Exists(Path))
        {
            EnsureReadable();
            IsReadOnly = true;
        }
    }

    private void EnsureWritable()
    {
        using var database = Database.Open(Path, create: true);
        if (database.IsReadOnly)
        {
            throw SqliteFault.From(SQLitePCL.raw.SQLITE_READONLY, "", Path);
        }

        database.WaitWhenBusy(options.BusyTimeout);
        Version = Schema.Read(database);
        if (Version < steps.Count)
        {
            Make(database);
        }
        else
        {
            CheckReadable(database);
        }
    }

    private void EnsureReadable()
    {
        using var database = OpenToRead();
        Version = Schema.Read(database);
        if (Version < steps.Count)
        {
            throw SqliteFault.CannotMigrate(Path);
        }

        CheckReadable(database);
    }

    private void CheckReadable(Database database)
    {
        if (Version > steps.Count && database.Number("SELECT reads FROM head") > steps.Count)
        {
            throw Schema.Newer(Path, Version);
        }
    }

    /// <summary>A connection that may write.</summary>
    public Database OpenWriter()
    {
        var database = IsReadOnly
            ? throw SqliteFault.From(SQLitePCL.raw.SQLITE_READONLY, "", Path)
            : Database.Open(Path, create: false);
        try
        {
            // Whoever closed the file last holds it for a moment.
            database.WaitWhenBusy(options.BusyTimeout);
            // Acknowledged is durable: each commit is on the disk.
            database.Execute(
                FormattableString.Invariant(
                    $"""
                    PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {LogBytesKept};
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA cache_size = -{options.PageCacheBytes * WriterPages / 1024};
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
        var database = IsReadOnly ? OpenToRead() : Database.Open(Path, create: false);
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

    /// <summary>Whether a connection took the file for one that nobody writes, and somebody has begun to.</summary>
    public bool IsOutdated(Database database) => database.IsUnchanging && HasLog();

    // Where there is a log, somebody may be writing, and SQLite needs what lies beside the file.
    private Database OpenToRead()
    {
        var hasLog = HasLog();
        var database = Database.OpenToRead(Path, isUnchanging: !hasLog);
        try
        {
            _ = database.Number("SELECT count(*) FROM sqlite_schema");
            return database;
        }
        catch (ImageTaggingException fault) when (hasLog && fault.Code is "ReadOnly" or "CannotOpen")
        {
            database.Dispose();
            throw SqliteFault.LogUnreadable(Path);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private bool HasLog() => new FileInfo(Path + "-wal") is { Exists: true, Length: > 0 };

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
