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
    ) =>
        new(
            await ReadAsync(index, FacetField.Tag, cancellationToken).ConfigureAwait(false),
            Relations(await ReadAsync(index, FacetField.Alias, cancellationToken).ConfigureAwait(false)),
            Relations(await ReadAsync(index, FacetField.Parent, cancellationToken).ConfigureAwait(false)),
            vocabulary.NamesOf
        )
        {
            Places =
            [
                .. (await ReadAsync(index, FacetField.Place, cancellationToken).ConfigureAwait(false))
                    .Select(PlaceEntry.Of)
                    .OrderByDescending(p => p.Count)
                    .ThenBy(p => p.Value, StringComparer.Ordinal),
            ],
        };

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
