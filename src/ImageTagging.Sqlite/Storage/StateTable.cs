using System.Globalization;
using System.Text;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Named state, compared and swapped.</summary>
internal static class StateTable
{
    public static StateEntry? Read(Database database, string name)
    {
        var row = database["SELECT token, value FROM states WHERE name = ?"].BindText(1, name);
        StateEntry? entry = row.Step() ? Entry(name, row.Text(1), row.Int64(0)) : null;
        row.Reset();
        return entry;
    }

    /// <summary>Writes, within a write transaction, where the token still holds.</summary>
    public static bool TryWrite(Database database, StateEntry next)
    {
        if (!string.Equals(Read(database, next.Name)?.Token, next.Token, StringComparison.Ordinal))
        {
            return false;
        }

        if (next.Value is null)
        {
            database["DELETE FROM states WHERE name = ?"].BindText(1, next.Name).Run();
            return true;
        }

        // Tokens are never given twice, not even to an entry that was deleted and came back.
        database["UPDATE state_tokens SET last = last + 1"].Run();
        database[
            """
            INSERT INTO states (name, token, value) VALUES (?, (SELECT last FROM state_tokens), ?)
            ON CONFLICT (name) DO UPDATE SET token = excluded.token, value = excluded.value
            """
        ]
            .BindText(1, next.Name)
            .BindText(2, next.Value)
            .Run();
        return true;
    }

    public static List<StateEntry> List(Database database, string prefix)
    {
        var entries = new List<StateEntry>();
        var start = Encoding.UTF8.GetBytes(prefix);
        var rows = database["SELECT name, token, value FROM states WHERE name >= ? ORDER BY name"].BindText(1, start);
        try
        {
            while (rows.Step() && rows.Bytes(0).StartsWith(start))
            {
                entries.Add(Entry(rows.Text(0), rows.Text(2), rows.Int64(1)));
            }
        }
        finally
        {
            rows.Reset();
        }

        return entries;
    }

    private static StateEntry Entry(string name, string value, long token) =>
        new()
        {
            Name = name,
            Value = value,
            Token = token.ToString(CultureInfo.InvariantCulture),
        };
}
