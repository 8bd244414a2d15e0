namespace ImageTagging.Indexing;

/// <summary>The order of a facet's values on every engine: the most frequent first, ties by name in <see cref="KeyOrder"/>. Threads may share it.</summary>
public sealed class FacetOrder : IComparer<TagCount>
{
    private FacetOrder() { }

    /// <summary>The one instance.</summary>
    public static FacetOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(TagCount x, TagCount y) =>
        x.Count == y.Count ? KeyOrder.Compare(x.Value, y.Value) : y.Count.CompareTo(x.Count);
}
