using SQLitePCL;

namespace ImageTagging.Sqlite.Storage;

/// <summary>One connection; used by one thread at a time, but for <see cref="Interrupt"/>.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 connection) => (Path, _connection) = (path, connection);

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    public static Database Open(string path, bool create, bool readOnly = false)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = SqliteFault.From(code, connection, path);
            connection?.Dispose();
            throw fault;
        }

        _ = raw.sqlite3_extended_result_codes(connection, 1);
        return new(path, connection);
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
