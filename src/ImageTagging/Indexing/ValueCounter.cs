using System.Runtime.InteropServices;

namespace ImageTagging.Indexing;

/// <summary>Counts values exactly by counting every record: the reference for facets.</summary>
internal static class ValueCounter
{
    /// <summary>The most frequent values first.</summary>
    public static IReadOnlyList<TagCount> MostFrequent(IEnumerable<ImageRecord> records, FacetField field, int? band, int size) =>
        [.. Count(records, field, band).Select(p => new TagCount(p.Key, p.Value)).Order(FacetOrder.Instance).Take(size)];

    /// <summary>Values by name in <see cref="KeyOrder"/>, strictly behind one.</summary>
    public static IReadOnlyList<TagCount> ByName(
        IEnumerable<ImageRecord> records,
        FacetField field,
        int? band,
        int size,
        string? after
    ) =>
        [
            .. Count(records, field, band)
                .Where(p => after is null || KeyOrder.Compare(p.Key, after) > 0)
                .OrderBy(p => p.Key, KeyOrder.Instance)
                .Take(size)
                .Select(p => new TagCount(p.Key, p.Value)),
        ];

    private static Dictionary<string, long> Count(IEnumerable<ImageRecord> records, FacetField field, int? band)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            foreach (var value in RecordTerms.Values(record, field, band))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
            }
        }

        return counts;
    }
}
