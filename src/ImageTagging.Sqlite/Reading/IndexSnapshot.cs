using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The index as one read transaction sees it. One thread uses it; it ends with the transaction.</summary>
internal sealed class IndexSnapshot(Database database, IndexState state, SharedCaches shared)
{
    private readonly Dictionary<int, TermView> _views = [];

    public Database Database => database;

    public IndexState State => state;

    public SharedCaches Shared => shared;

    public Totals Totals => shared.States.TotalsAt(database, state);

    public TermCatalog Catalog => shared.Catalog;

    /// <summary>A term's slots; gone images have terms of their own.</summary>
    public TermView View(int term)
    {
        if (!_views.TryGetValue(term, out var view))
        {
            view = new TermView(this, term);
            _views.Add(term, view);
        }

        return view;
    }

    /// <summary>A term's id; -1 where no image ever had it.</summary>
    public int Find(byte field, string name) => shared.Catalog.Find(database, field, name);

    /// <summary>The whole posting of a term (chunk -1) or of a chunk of it, and up to which transaction it is merged.</summary>
    public Posting Read(int term, int chunk, out long merged)
    {
        var id = RowOf(term, chunk);
        if (shared.Postings.Find(id, state, out merged) is { } cached)
        {
            return cached;
        }

        shared.Work.Decoded();
        merged = state.Marks.Of(term);
        var row = database["SELECT data FROM postings WHERE id = ?"].Bind(1, id);
        try
        {
            var posting = row.Step() ? Posting.Read(row.Bytes(0)) : Posting.Empty;
            shared.Postings.Add(id, posting, merged);
            return posting;
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw SqliteFault.Damaged(database.Path, "a posting");
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Keeps a posting that holds every change up to this snapshot.</summary>
    public void Keep(int term, int chunk, Posting posting) => shared.Postings.Add(RowOf(term, chunk), posting, state.Sequence);

    /// <summary>Tells if a term's slots have confidences: those of tags do.</summary>
    public bool HasConfidence(int term) => shared.Catalog.Entry(database, term / 2).Field == TermFields.Of(FacetField.Tag);

    /// <summary>The key of a posting's row: whole terms come before their chunks.</summary>
    public static long RowOf(int term, int chunk) => (long)term << 24 | (uint)(chunk + 1);
}
