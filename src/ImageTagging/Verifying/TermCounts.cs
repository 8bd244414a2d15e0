using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageTagging.Indexing;

namespace ImageTagging.Verifying;

/// <summary>Counts the values of all records that are there, and holds the index's own counts against them: whatever finds also counts.</summary>
internal sealed class TermCounts
{
    private const int PageSize = 10_000;
    private const int MostDifferences = 20;

    private static readonly (FacetField Field, int? Band)[] s_fields =
    [
        .. Enum.GetValues<FacetField>().Select(f => (f, (int?)null)),
        .. Confidence.Bands.Select(b => (FacetField.Tag, (int?)b)),
    ];

    private readonly Dictionary<string, long>[] _counts =
    [
        .. s_fields.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal)),
    ];

    public void Add(ImageRecord record)
    {
        if (record.GoneAt is not null)
        {
            return;
        }

        for (var i = 0; i < s_fields.Length; i++)
        {
            foreach (var value in RecordTerms.Values(record, s_fields[i].Field, s_fields[i].Band))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts[i], value, out _)++;
            }
        }
    }

    /// <summary>Yields the values whose counts differ, up to 20 a field.</summary>
    public async IAsyncEnumerable<IndexDifference> CompareAsync(
        ITagIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < s_fields.Length; i++)
        {
            var (field, band) = s_fields[i];
            var left = _counts[i];
            var told = 0;
            await foreach (var (value, count) in CountsAsync(index, field, band, cancellationToken).ConfigureAwait(false))
            {
                left.Remove(value, out var counted);
                if (counted != count && told++ < MostDifferences)
                {
                    yield return Difference(field, band, value, count, counted);
                }
            }

            foreach (
                var (value, counted) in left.OrderBy(p => p.Key, KeyOrder.Instance).Take(Math.Max(0, MostDifferences - told))
            )
            {
                yield return Difference(field, band, value, 0, counted);
            }
        }
    }

    private static async IAsyncEnumerable<TagCount> CountsAsync(
        ITagIndex index,
        FacetField field,
        int? band,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        while (true)
        {
            var page = await index
                .CountTagsAsync(
                    new()
                    {
                        Field = field,
                        Band = band,
                        ByName = true,
                        Size = PageSize,
                        After = after,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var count in page)
            {
                yield return count;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Value;
        }
    }

    private static IndexDifference Difference(FacetField field, int? band, string value, long found, long counted)
    {
        var shown = value.Replace(RecordTerms.Separator, '→');
        var at = band is { } least ? string.Create(CultureInfo.InvariantCulture, $" at {least} % and over") : "";
        return new(
            IndexDifferenceKind.Count,
            Image: null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The index counts {found} images for the {field.ToString().ToLowerInvariant()} '{shown}'{at}; {counted} records have it."
            )
        );
    }
}
