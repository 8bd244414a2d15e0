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

    // What most records have is counted in the form in which they have it, and named once, in the end: tags by the bands that
    // they reach, relations, months.
    private readonly Dictionary<string, long[]> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<TagRelation, long> _parents = [];
    private readonly Dictionary<TagRelation, long> _aliases = [];
    private readonly Dictionary<(int Year, int Month), (DateTimeOffset Time, long Count)> _months = [];

    public void Add(ImageRecord record)
    {
        if (record.GoneAt is not null)
        {
            return;
        }

        foreach (var tag in record.Tags)
        {
            ref var bands = ref CollectionsMarshal.GetValueRefOrAddDefault(_tags, tag.Name, out _);
            bands ??= new long[Confidence.Bands.Count + 1];
            bands[tag.Confidence.BandsReached]++;
        }

        Add(_parents, record.Parents);
        Add(_aliases, record.Aliases);
        var utc = record.ModifiedAt.UtcDateTime;
        ref var month = ref CollectionsMarshal.GetValueRefOrAddDefault(_months, (utc.Year, utc.Month), out _);
        month = (record.ModifiedAt, month.Count + 1);
        for (var i = 0; i < s_fields.Length; i++)
        {
            var field = s_fields[i].Field;
            if (
                field is FacetField.Tag or FacetField.Parent or FacetField.Alias or FacetField.Month
                || (record.Facts is null && FactTerms.Facets.Contains(field))
            )
            {
                continue;
            }

            foreach (var value in RecordTerms.Values(record, field))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts[i], value, out _)++;
            }
        }
    }

    private static void Add(Dictionary<TagRelation, long> counts, IReadOnlyList<TagRelation> relations)
    {
        for (var i = 0; i < relations.Count; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, relations[i], out _)++;
        }
    }

    private Dictionary<string, long> Counted(int at)
    {
        var (field, band) = s_fields[at];
        return field switch
        {
            FacetField.Tag => _tags
                .Select(t =>
                    (t.Key, Count: t.Value.Skip(band is { } least ? Confidence.Bands.ToList().IndexOf(least) + 1 : 0).Sum())
                )
                .Where(t => t.Count > 0)
                .ToDictionary(t => t.Key, t => t.Count, StringComparer.Ordinal),
            FacetField.Parent => Named(_parents),
            FacetField.Alias => Named(_aliases),
            FacetField.Month => _months.Values.ToDictionary(m => RecordTerms.Month(m.Time), m => m.Count, StringComparer.Ordinal),
            _ => _counts[at],
        };
    }

    private static Dictionary<string, long> Named(Dictionary<TagRelation, long> counts)
    {
        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (relation, count) in counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(named, RecordTerms.Relation(relation), out _) += count;
        }

        return named;
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
            var left = Counted(i);
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
