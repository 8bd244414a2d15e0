using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Gives ids to terms, sources and stamps within a write transaction; others learn of new ones once it is committed.</summary>
internal sealed class TermWriter(Database database, SharedCaches shared)
{
    private readonly Dictionary<(byte Field, string Name), int> _terms = [];
    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _stamps = new(StringComparer.Ordinal);

    public int Term(byte field, string name)
    {
        // The own ones first: the file would show them too, and a rollback takes them back.
        if (_terms.TryGetValue((field, name), out var id) || (id = shared.Catalog.Find(database, field, name)) >= 0)
        {
            return id;
        }

        var row = database["INSERT INTO terms (field, name) VALUES (?, ?) RETURNING id"].Bind(1, field).BindText(2, name);
        _ = row.Step();
        id = row.Int32(0);
        row.Reset();
        _terms.Add((field, name), id);
        return id;
    }

    public int Source(string name) => Intern(shared.Sources, _sources, name);

    public int Text(string text) => Intern(shared.Texts.Texts, _texts, text);

    public int Stamp(string text) => Intern(shared.Stamps.Texts, _stamps, text);

    /// <summary>The facts of a record, its terms each once.</summary>
    public Facts Facts(PreparedWrite write)
    {
        var tags = new Dictionary<int, ushort>(write.Tags.Count);
        foreach (var (name, confidence) in write.Tags)
        {
            _ = tags.TryAdd(Term(TermFields.Of(FacetField.Tag), name), confidence);
        }

        var others = new HashSet<int>(write.Terms.Count);
        foreach (var (field, name) in write.Terms)
        {
            _ = others.Add(Term(field, name));
        }

        var ids = new int[tags.Count + others.Count];
        var confidences = new ushort[tags.Count];
        tags.Keys.CopyTo(ids, 0);
        tags.Values.CopyTo(confidences, 0);
        Array.Sort(ids, confidences, 0, tags.Count);
        others.CopyTo(ids, tags.Count);
        Array.Sort(ids, tags.Count, others.Count);
        return new(write.Write.Record!.GoneAt is not null, write.Contents, write.Previous, ids, confidences);
    }

    /// <summary>What was new is committed and may be known.</summary>
    public void Publish()
    {
        foreach (var ((field, name), id) in _terms)
        {
            shared.Catalog.Add(field, name, id);
        }

        foreach (var (name, id) in _sources)
        {
            shared.Sources.Add(id, name);
        }

        foreach (var (text, id) in _texts)
        {
            shared.Texts.Texts.Add(id, text);
        }

        foreach (var (text, id) in _stamps)
        {
            shared.Stamps.Texts.Add(id, text);
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
