using System.Text;
using SQLitePCL;

namespace ImageTagging.Sqlite.Storage;

/// <summary>A prepared statement; used by one thread at a time, prepared once for a connection's life.</summary>
internal sealed class Statement(Database database, sqlite3_stmt statement) : IDisposable
{
    public Statement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, at, value));
        return this;
    }

    public Statement Bind(int at, long? value)
    {
        Check(value is { } there ? raw.sqlite3_bind_int64(statement, at, there) : raw.sqlite3_bind_null(statement, at));
        return this;
    }

    public Statement Bind(int at, ReadOnlySpan<byte> blob)
    {
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, at, 0) : raw.sqlite3_bind_blob(statement, at, blob));
        return this;
    }

    /// <summary>Binds text with its length, so that a NUL in it is text too.</summary>
    public Statement BindText(int at, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(statement, at));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> buffer = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        return BindText(at, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    public Statement BindText(int at, ReadOnlySpan<byte> utf8)
    {
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, at, "") : raw.sqlite3_bind_text(statement, at, utf8));
        return this;
    }

    /// <summary>Goes to the next row; false, and reset, where there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        _ = raw.sqlite3_reset(statement);
        return code == raw.SQLITE_DONE ? false : throw database.Fault(code);
    }

    /// <summary>Carries it out, leaving any row unread.</summary>
    public void Run()
    {
        if (Step())
        {
            Reset();
        }
    }

    public void Reset() => _ = raw.sqlite3_reset(statement);

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement, column);

    public int Type(int column) => raw.sqlite3_column_type(statement, column);

    public bool IsNull(int column) => Type(column) == raw.SQLITE_NULL;

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The bytes of a blob or text; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw database.Fault(code);
        }
    }
}
