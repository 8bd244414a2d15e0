using System.Collections.Concurrent;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Texts that many records share, stored once under a number that never changes.</summary>
internal sealed class NameCatalog(string table, string column)
{
    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _names = new();
    private readonly string _byName = $"SELECT id FROM {table} WHERE {column} = ?";
    private readonly string _byId = $"SELECT {column} FROM {table} WHERE id = ?";
    private readonly string _insert = $"INSERT INTO {table} ({column}) VALUES (?) RETURNING id";

    /// <summary>The number of a text as far as this process knows; -1 where it does not.</summary>
    public int Known(string name) => _ids.TryGetValue(name, out var id) ? id : -1;

    /// <inheritdoc cref="Known(string)" />
    public int Known(ReadOnlySpan<char> name) =>
        _ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var id) ? id : -1;

    /// <summary>The number of a text; -1 where it is not stored.</summary>
    public int Find(Database database, string name)
    {
        if (_ids.TryGetValue(name, out var id))
        {
            return id;
        }

        var row = database[_byName].BindText(1, name);
        id = row.Step() ? row.Int32(0) : -1;
        row.Reset();
        if (id >= 0)
        {
            Add(id, name);
        }

        return id;
    }

    public string Name(Database database, int id)
    {
        if (_names.TryGetValue(id, out var name))
        {
            return name;
        }

        var row = database[_byId].Bind(1, id);
        name = row.Step() ? row.Text(0) : throw SqliteFault.Damaged(database.Path, "a name is missing");
        row.Reset();
        Add(id, name);
        return name;
    }

    /// <summary>Stores a text; what a transaction stored is to be added only once it is committed.</summary>
    public int Insert(Database database, string name)
    {
        var row = database[_insert].BindText(1, name);
        _ = row.Step();
        var id = row.Int32(0);
        row.Reset();
        return id;
    }

    public void Add(int id, string name)
    {
        _ = _ids.TryAdd(name, id);
        _ = _names.TryAdd(id, name);
    }
}
