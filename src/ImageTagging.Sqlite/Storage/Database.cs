using SQLitePCL;

namespace ImageTagging.Sqlite.Storage;

/// <summary>One connection; used by one thread at a time, but for <see cref="Interrupt"/>.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 connection, FileStamp? stamp) => (Path, _connection, Stamp) = (path, connection, stamp);

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    /// <summary>True if nothing can be written through it, whatever was asked for.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_connection, "main") != 0;

    /// <summary>True if it takes the file for one that nobody writes.</summary>
    public bool IsUnchanging => Stamp is not null;

    /// <summary>The state of the file when it was taken for one that nobody writes; null where it was not.</summary>
    public FileStamp? Stamp { get; }

    /// <summary>Opens a file to read and write.</summary>
    public static Database Open(string path, bool create) =>
        Open(path, path, raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0), stamp: null);

    /// <summary>Opens a file to read only; one that is not changing needs no files beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stamp">What an unchanging file is, looked at before; null for one that others write.</param>
    public static Database OpenToRead(string path, FileStamp? stamp) =>
        stamp is not null
            ? Open(path, UnchangingUri(path), raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, stamp)
            : Open(path, path, raw.SQLITE_OPEN_READONLY, stamp);

    private static Database Open(string path, string name, int flags, FileStamp? stamp)
    {
        var code = raw.sqlite3_open_v2(name, out var connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = SqliteFault.From(code, connection, path);
            connection?.Dispose();
            throw fault;
        }

        _ = raw.sqlite3_extended_result_codes(connection, 1);
        return new(path, connection, stamp);
    }

    private static string UnchangingUri(string path)
    {
        var parts = (OperatingSystem.IsWindows() ? "/" + path.Replace('\\', '/') : path).Split('/');
        return "file://" + string.Join('/', parts.Select(Uri.EscapeDataString)) + "?immutable=1";
    }

    /// <summary>The statement of this text, prepared once.</summary>
    public Statement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                var code = raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared);
                if (code != raw.SQLITE_OK)
                {
                    throw Fault(code);
                }

                statement = new Statement(this, prepared);
                _statements.Add(sql, statement);
            }

            return statement;
        }
    }

    /// <summary>Carries out statements that give no rows.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_connection, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Fault(code);
        }
    }

    /// <summary>Carries out one statement and says whether the file was free for it.</summary>
    public bool TryExecute(string sql)
    {
        var code = raw.sqlite3_exec(_connection, sql);
        return code == raw.SQLITE_OK ? true
            : (code & 0xFF) == raw.SQLITE_BUSY ? false
            : throw Fault(code);
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    public long Number(string sql)
    {
        var statement = this[sql];
        var number = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    /// <summary>How many pages were written since the last call.</summary>
    public int TakePagesWritten()
    {
        const int CacheWrite = 9;
        return raw.sqlite3_db_status(_connection, CacheWrite, out var written, out _, 1) == raw.SQLITE_OK ? written : 0;
    }

    /// <summary>Brings as much of the log into the file as nobody hinders; says whether all of it is there.</summary>
    public bool TryCheckpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            _connection,
            "main",
            raw.SQLITE_CHECKPOINT_PASSIVE,
            out var logged,
            out var brought
        );
        return code == raw.SQLITE_OK && logged == brought;
    }

    public void WaitWhenBusy(TimeSpan wait) => _ = raw.sqlite3_busy_timeout(_connection, (int)wait.TotalMilliseconds);

    /// <summary>Ends the statement at work; any thread may call it.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_connection);

    /// <summary>Takes back an open transaction; a fault may already have done so.</summary>
    public void Rollback()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }

        if (InTransaction)
        {
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
        }
    }

    public Exception Fault(int code) => SqliteFault.From(code, _connection, Path);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
