namespace ImageTagging.Sqlite.Reading;

/// <summary>The caches that the connections of one open index share.</summary>
internal sealed class SharedCaches(long cacheBytes, int composeAt)
{
    /// <summary>So many changes of a posting are laid over once for all readers.</summary>
    public int ComposeAt => composeAt;

    public SearchWork Work { get; } = new();

    public StateStore States { get; } = new();

    public PostingCache Postings { get; } = new(cacheBytes);

    public TermCatalog Catalog { get; private set; } = new();

    public NameCatalog Sources { get; private set; } = new("sources", "name");

    public Storage.TextCatalog Texts { get; private set; } = new();

    public StampCatalog Stamps { get; private set; } = new();

    public ShapeCatalog Shapes { get; private set; } = new();

    public ColumnCache Columns { get; private set; } = new("columns");

    /// <summary>When and where pictures were taken.</summary>
    public ColumnCache Photos { get; private set; } = new(PhotoColumns.Table);

    /// <summary>Forgets everything, names too, of a file that changed under a reader. Only where nothing writes: numbers are given by what is known.</summary>
    public void Forget()
    {
        Reset();
        (Catalog, Sources, Texts) = (new(), new("sources", "name"), new());
        (Stamps, Shapes) = (new(), new());
        (Columns, Photos) = (new("columns"), new(PhotoColumns.Table));
    }

    /// <summary>Forgets what belongs to transactions.</summary>
    public void Reset()
    {
        States.Reset();
        Postings.Clear();
    }
}
