using SQLitePCL;

namespace ImageTagging.Sqlite.Storage;

/// <summary>How a name's row keeps its version: an ETag in quotes of 32 hex digits as its sixteen bytes, any other as text.</summary>
internal static class KeyRow
{
    public static void BindVersion(Statement statement, int at, string? version)
    {
        if (
            version is { Length: 34 }
            && version[0] == '"'
            && version[33] == '"'
            && !version.AsSpan(1, 32).ContainsAnyExcept(s_hex)
        )
        {
            Span<byte> bytes = stackalloc byte[16];
            _ = Convert.FromHexString(version.AsSpan(1, 32), bytes, out _, out _);
            statement.Bind(at, bytes);
        }
        else
        {
            statement.BindText(at, version);
        }
    }

    public static string? Version(Statement row, int column) =>
        row.Type(column) switch
        {
            raw.SQLITE_NULL => null,
            raw.SQLITE_BLOB => $"\"{Convert.ToHexStringLower(row.Bytes(column))}\"",
            _ => row.Text(column),
        };

    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create("0123456789abcdef");
}
