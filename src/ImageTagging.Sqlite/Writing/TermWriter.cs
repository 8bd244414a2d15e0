using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Gives numbers to terms, sources and texts within a write transaction; others learn of new ones once it is committed.</summary>
internal sealed class TermWriter(Database database, SharedCaches shared) : RecordNumbers(shared)
{
    private const long Sparse = 1_000_000;
    private readonly Dictionary<(byte Field, string Name), int> _terms = [];
    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _stamps = new(StringComparer.Ordinal);

    protected override bool IsCommitted => false;

    public override int Term(byte field, string name)
    {
        // The own ones first: the file would show them too, and a rollback takes them back.
        if (_terms.TryGetValue((field, name), out var id) || (id = Shared.Catalog.Find(database, field, name)) >= 0)
        {
            return id;
        }

        var row = database["INSERT INTO terms (field, name) VALUES (?, ?) RETURNING id"].Bind(1, field).BindText(2, name);
        _ = row.Step();
        var given = row.Int64(0);
        row.Reset();
        // Totals are held by number: one far behind all others would fill the memory with none.
        if (given > int.MaxValue / 2 || (given > Sparse && IsAlone(given)))
        {
            throw SqliteFault.Damaged(database.Path, "a term's number");
        }

        id = (int)given;
        _terms.Add((field, name), id);
        return id;
    }

    private bool IsAlone(long id)
    {
        var row = database["SELECT count(*) FROM terms WHERE id > ? AND id <= ?"].Bind(1, id - 1_000).Bind(2, id);
        var isAlone = !row.Step() || row.Int64(0) < 100;
        row.Reset();
        return isAlone;
    }

    public int Source(string name) => Intern(Shared.Sources, _sources, name);

    public override int Text(string text) => Intern(Shared.Texts.Texts, _texts, text);

    public override int Text(ReadOnlySpan<char> text) => base.Text(text) is var id && id >= 0 ? id : Text(text.ToString());

    public override int StampText(string text) => Intern(Shared.Stamps.Texts, _stamps, text);

    /// <summary>Notes that the new terms are committed and may be known.</summary>
    public void Publish()
    {
        foreach (var ((field, name), id) in _terms)
        {
            Shared.Catalog.Add(field, name, id);
        }

        foreach (var (name, id) in _sources)
        {
            Shared.Sources.Add(id, name);
        }

        foreach (var (text, id) in _texts)
        {
            Shared.Texts.Texts.Add(id, text);
        }

        foreach (var (text, id) in _stamps)
        {
            Shared.Stamps.Texts.Add(id, text);
        }
    }

    private int Intern(NameCatalog catalog, Dictionary<string, int> added, string text)
    {
        if (added.TryGetValue(text, out var id) || (id = catalog.Find(database, text)) >= 0)
        {
            return id;
        }

        id = catalog.Insert(database, text);
        added.Add(text, id);
        return id;
    }
}
