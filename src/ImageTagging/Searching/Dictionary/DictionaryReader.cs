using ImageTagging.Indexing;

namespace ImageTagging.Searching;

/// <summary>Reads the dictionary from any engine, by pages of counted values.</summary>
internal static class DictionaryReader
{
    private const int PageSize = 10_000;

    public static async ValueTask<TagDictionary> ReadAsync(
        ITagIndex index,
        Vocabulary vocabulary,
        CancellationToken cancellationToken
    )
    {
        // Side by side: the first search of a process waits for all of them.
        var fields = await Task.WhenAll(
                Read(FacetField.Tag),
                Read(FacetField.Alias),
                Read(FacetField.Parent),
                Read(FacetField.Place)
            )
            .ConfigureAwait(false);
        return new(fields[0], Relations(fields[1]), Relations(fields[2]), vocabulary.OtherNames)
        {
            Places =
            [
                .. fields[3].Select(PlaceEntry.Of).OrderByDescending(p => p.Count).ThenBy(p => p.Value, StringComparer.Ordinal),
            ],
        };

        Task<IReadOnlyList<TagCount>> Read(FacetField field) => ReadAsync(index, field, cancellationToken).AsTask();
    }

    private static async ValueTask<IReadOnlyList<TagCount>> ReadAsync(
        ITagIndex index,
        FacetField field,
        CancellationToken cancellationToken
    )
    {
        List<TagCount> all = [];
        while (true)
        {
            var page = await index
                .CountTagsAsync(
                    new()
                    {
                        Field = field,
                        Size = PageSize,
                        ByName = true,
                        After = all.Count == 0 ? null : all[^1].Value,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            all.AddRange(page);
            if (page.Count < PageSize)
            {
                return all;
            }
        }
    }

    private static IReadOnlyList<RelationCount> Relations(IReadOnlyList<TagCount> terms) =>
        [.. terms.Select(t => new RelationCount(RecordTerms.ParseRelation(t.Value), t.Count))];
}
