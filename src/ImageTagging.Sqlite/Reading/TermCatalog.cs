using System.Collections.Concurrent;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The names of terms. Ids are given once and never change, so what was read stays true.</summary>
internal sealed class TermCatalog
{
    // By field; flags and facts come last.
    private readonly ConcurrentDictionary<string, int>[] _ids =
    [
        .. Enumerable.Range(0, 17).Select(_ => new ConcurrentDictionary<string, int>(StringComparer.Ordinal)),
    ];
    private readonly ConcurrentDictionary<int, TermEntry> _byId = new();
    private readonly ConcurrentDictionary<int, TagRelation> _relations = new();

    // Entries are only added, in the order of their ids: what was handed out before stays true while others are loaded.
    private readonly Lock _gate = new();

    // Numbers are given one after the other, so that a greater gap is damage, which would cost memory.
    private const int MostGap = 1 << 20;

    private TermEntry[] _entries = [];
    private int _loaded;

    public readonly record struct TermEntry(byte Field, string Name);

    /// <summary>The id of a term as far as this process knows; -1 where it does not.</summary>
    public int Known(byte field, string name) => Ids(field).TryGetValue(name, out var id) ? id : -1;

    public int Find(Database database, byte field, string name)
    {
        if (Ids(field).TryGetValue(name, out var id))
        {
            return id;
        }

        var row = database["SELECT id FROM terms WHERE field = ? AND name = ?"].Bind(1, field).BindText(2, name);
        id = row.Step() ? row.Int32(0) : -1;
        row.Reset();
        if (id >= 0)
        {
            _ = Ids(field).TryAdd(name, id);
        }

        return id;
    }

    /// <summary>A term that was committed.</summary>
    public void Add(byte field, string name, int id) => _ = Ids(field).TryAdd(name, id);

    private ConcurrentDictionary<string, int> Ids(byte field) =>
        _ids[
            field switch
            {
                TermFields.Flag => 15,
                TermFields.Fact => 16,
                _ => field,
            }
        ];

    /// <summary>The relation that a term's name stands for; the instances' texts are shared.</summary>
    public TagRelation Relation(int id, string name) =>
        _relations.TryGetValue(id, out var relation)
            ? relation
            : _relations.GetOrAdd(id, ImageTagging.Indexing.RecordTerms.ParseRelation(name));

    /// <summary>A term's field and name.</summary>
    public TermEntry Entry(Database database, int id)
    {
        if (_byId.TryGetValue(id, out var known))
        {
            return known;
        }

        var row = database["SELECT field, name FROM terms WHERE id = ?"].Bind(1, id);
        try
        {
            return row.Step()
                ? _byId.GetOrAdd(id, new TermEntry((byte)row.Int32(0), row.Text(1)))
                : throw SqliteFault.Damaged(database.Path, "a term is missing");
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>The ids of a field's terms.</summary>
    public List<int> IdsOf(Database database, byte field)
    {
        var entries = Load(database);
        var ids = new List<int>();
        for (var id = 1; id < entries.Length; id++)
        {
            if (entries[id].Name is not null && entries[id].Field == field)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Every term by its id, those that came since the last call included; the first is at 1.</summary>
    public ReadOnlySpan<TermEntry> Load(Database database)
    {
        lock (_gate)
        {
            var rows = database["SELECT id, field, name FROM terms WHERE id > ? ORDER BY id"].Bind(1, _loaded);
            while (rows.Step())
            {
                var id = rows.Int32(0);
                if (id < 0 || id - _loaded > MostGap)
                {
                    throw SqliteFault.Damaged(database.Path, "a term's number");
                }

                if (id >= _entries.Length)
                {
                    Array.Resize(ref _entries, Math.Max(1024, Math.Max(id + 1, _entries.Length * 2)));
                }

                _entries[id] = new((byte)rows.Int32(1), rows.Text(2));
                _loaded = id;
            }

            return _entries.AsSpan(0, Math.Min(_loaded + 1, _entries.Length));
        }
    }
}
