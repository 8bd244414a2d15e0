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

    // Acknowledged is durable: each commit is on the disk. macOS leaves it in the disk's own memory unless asked in full.
    private const string Durable = "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1";

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>The version of the file, once it is ready.</summary>
    public int Version { get; private set; }

    /// <summary>True if this user may read the file only.</summary>
    public bool IsReadOnly { get; private set; } = isReadOnly;

    /// <summary>Makes or migrates the file where it needs it; several processes may at once. One that may not be written is read.</summary>
    /// <param name="makes">Whether a file that is not there is made, rather than a fault.</param>
    public void EnsureReady(bool makes)
    {
        FileKinds.Check(Path);
        if (!makes && FileKinds.IsMissing(Path))
        {
            throw SqliteFault.NoIndex(Path);
        }

        if (IsReadOnly)
        {
            EnsureReadable();
            return;
        }

        var made = makes ? MakeFolder() : [];
        try
        {
            EnsureWritable(makes);
        }
        catch (ImageTaggingException fault) when (fault.Code is ErrorCodes.ReadOnly or ErrorCodes.CannotOpen && File.Exists(Path))
        {
            EnsureReadable();
            IsReadOnly = true;
        }

        foreach (var folder in made)
        {
            FolderSync.Flush(folder);
        }
    }

    private void EnsureWritable(bool makes)
    {
        using var database = Database.Open(Path, create: makes);
        if (database.IsReadOnly)
        {
            throw SqliteFault.From(SQLitePCL.raw.SQLITE_READONLY, "", Path);
        }

        database.WaitWhenBusy(options.BusyTimeout);
        Version = Schema.Read(database);
        if (Version == 0 && !makes)
        {
            throw SqliteFault.NoIndex(Path);
        }

        if (Version < steps.Count)
        {
            Make(database);
        }
        else
        {
            CheckReadable(database);
            // A copy of SQLite's own making has no log.
            UseLog(database);
        }
    }

    private void EnsureReadable()
    {
        using var database = OpenToRead();
        Version = Schema.Read(database);
        if (Version == 0)
        {
            throw SqliteFault.NoIndex(Path);
        }

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
            database.Execute(Durable);
            database.Execute(
                FormattableString.Invariant(
                    $"""
                    PRAGMA journal_size_limit = {LogBytesKept};
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

    /// <summary>Tells if a connection took the file for one that nobody writes, and somebody has begun to, or has written it.</summary>
    public bool IsOutdated(Database database) => database.IsUnchanging && (HasLog() || HasChanged(database));

    /// <summary>Tells if the file is another than the one that a connection took for one that nobody writes: what it read may be of both.</summary>
    public bool HasChanged(Database database) => database.IsUnchanging && database.Stamp != FileStamp.Of(Path);

    // Where there is a log, somebody may be writing, and SQLite needs what lies beside the file.
    private Database OpenToRead()
    {
        var stamp = FileStamp.Of(Path);
        var hasLog = HasLog();
        var database = Database.OpenToRead(Path, hasLog ? null : stamp);
        try
        {
            _ = database.Number("SELECT count(*) FROM sqlite_schema");
            return database;
        }
        catch (ImageTaggingException fault) when (hasLog && fault.Code is ErrorCodes.ReadOnly or ErrorCodes.CannotOpen)
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

    // A journal is what a writer of a copy leaves that was cut off before the copy had a log.
    private bool HasLog() => IsFilled(Path + "-wal") || IsFilled(Path + "-journal");

    private static bool IsFilled(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private void Make(Database database)
    {
        if (Version == 0)
        {
            // Only an empty file can be given a page size, and only outside a transaction.
            database.Execute(FormattableString.Invariant($"PRAGMA page_size = {Schema.PageSize}"));
        }

        database.Execute(Durable);
        UseLog(database);
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

    /// <summary>Makes the folder where it is missing; returns the folders that hold something new.</summary>
    private List<string> MakeFolder()
    {
        var changed = new List<string>();
        try
        {
            if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder && !File.Exists(Path))
            {
                changed.Add(folder);
                for (
                    var up = folder;
                    !Directory.Exists(up) && System.IO.Path.GetDirectoryName(up) is { Length: > 0 } next;
                    up = next
                )
                {
                    changed.Add(next);
                }

                _ = Directory.CreateDirectory(folder);
            }

            return changed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw SqliteFault.From(SQLitePCL.raw.SQLITE_CANTOPEN, "", Path);
        }
    }
}
