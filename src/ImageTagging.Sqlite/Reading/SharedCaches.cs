namespace ImageTagging.Sqlite.Reading;

/// <summary>What the connections of one open index share.</summary>
internal sealed class SharedCaches(long cacheBytes, int composeAt)
{
    /// <summary>So many changes of a posting are laid over once for all readers.</summary>
    public int ComposeAt => composeAt;

    public StateStore States { get; } = new();

    public PostingCache Postings { get; } = new(cacheBytes);

    public TermCatalog Catalog { get; } = new();

    public NameCatalog Sources { get; } = new("sources", "name");

    public Storage.TextCatalog Texts { get; } = new();

    public StampCatalog Stamps { get; } = new();

    public ShapeCatalog Shapes { get; } = new();

    public ColumnCache Columns { get; } = new();

    public void Reset()
    {
        States.Reset();
        Postings.Clear();
    }
}
