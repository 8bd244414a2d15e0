using SQLitePCL;

namespace ImageTagging.Sqlite.Storage;

/// <summary>SQLite's result codes as sentences that say what to do.</summary>
internal static class SqliteFault
{
    public static Exception From(int code, sqlite3? connection, string path) =>
        (code & 0xFF) == raw.SQLITE_INTERRUPT
            ? new OperationCanceledException()
            : From(code, connection is null ? "" : raw.sqlite3_errmsg(connection).utf8_to_string(), path);

    public static ImageTaggingException From(int code, string detail, string path)
    {
        var (kind, name, sentence) = (code & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                FailureKind.Transient,
                ErrorCodes.Busy,
                $"The index '{path}' is being written by other processes and did not become free in time; try again later."
            ),
            raw.SQLITE_CORRUPT => (
                FailureKind.SetUp,
                ErrorCodes.Corrupt,
                $"The index '{path}' is damaged; restore it from a backup, or move it away and index again."
            ),
            raw.SQLITE_NOTADB => (
                FailureKind.SetUp,
                ErrorCodes.NotAnIndex,
                $"The file '{path}' is not an index of ImageTagging; name another file. It was left as it is."
            ),
            raw.SQLITE_FULL => (
                FailureKind.SetUp,
                ErrorCodes.DiskFull,
                $"There is no space left for the index '{path}'; free some and run again. What was acknowledged is kept."
            ),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (
                FailureKind.SetUp,
                ErrorCodes.ReadOnly,
                $"The index '{path}' cannot be written; make the file and its folder writable for this user."
            ),
            raw.SQLITE_CANTOPEN => (
                FailureKind.SetUp,
                ErrorCodes.CannotOpen,
                $"The index '{path}' cannot be opened; its folder must exist, and file and folder be readable and writable for this user."
            ),
            raw.SQLITE_IOERR => (
                FailureKind.SetUp,
                ErrorCodes.ReadOrWriteFailed,
                $"Reading or writing the index '{path}' failed; check the disk."
            ),
            _ => (FailureKind.SetUp, "Error", $"The index '{path}' answered an error: {detail}."),
        };
        return new ImageTaggingException(sentence) { Kind = kind, Code = name };
    }

    public static ImageTaggingException CannotMigrate(string path) =>
        ReadOnly($"The index '{path}' was made by an older version and must be writable once, to be migrated.");

    public static ImageTaggingException LogUnreadable(string path) =>
        ReadOnly(
            $"The index '{path}' may not be written, and what was written last lies in '{path}-wal' or '{path}-journal', which cannot be read without writing beside it; make file and folder writable for this user, or copy the files to where they are."
        );

    /// <summary>The file changed whenever it was read.</summary>
    public static ImageTaggingException AlwaysChanging(string path) =>
        new($"The index '{path}' was being written whenever it was read; try again later.")
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.Busy,
        };

    public static ImageTaggingException NoIndex(string path) =>
        new($"There is no index at '{path}'; index pictures into it first, or name another.")
        {
            Kind = FailureKind.SetUp,
            Code = ErrorCodes.NoIndex,
        };

    private static ImageTaggingException ReadOnly(string sentence) =>
        new(sentence) { Kind = FailureKind.SetUp, Code = ErrorCodes.ReadOnly };

    /// <summary>Tells if that is what reading bytes throws which nobody wrote: callers' own arguments are looked at before.</summary>
    public static bool IsOfDamage(Exception fault) =>
        fault
            is InvalidDataException
                or ArgumentException
                or FormatException
                or IndexOutOfRangeException
                or OverflowException
                or KeyNotFoundException
                or InvalidOperationException
                and not ObjectDisposedException;

    public static ImageTaggingException Damaged(string path, string what, Exception? cause = null) =>
        new($"The index '{path}' is damaged ({what}); restore it from a backup, or move it away and index again.", cause)
        {
            Kind = FailureKind.SetUp,
            Code = ErrorCodes.Corrupt,
        };
}
