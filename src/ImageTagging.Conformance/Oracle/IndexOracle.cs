using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>An index as a plain list of records: what every engine must answer, worked out by walking all of it.</summary>
public sealed class IndexOracle
{
    private readonly SortedDictionary<ImageName, ImageRecord> _records = new(Utf8Order.Instance);

    /// <summary>An oracle over these records.</summary>
    public IndexOracle(IEnumerable<ImageRecord>? records = null)
    {
        foreach (var record in records ?? [])
        {
            Put(record);
        }
    }

    /// <summary>The records, by source and key.</summary>
    public IReadOnlyCollection<ImageRecord> Records => _records.Values;

    /// <summary>The record of this name; null where there is none.</summary>
    public ImageRecord? Find(ImageName name) => _records.GetValueOrDefault(name);

    /// <summary>Puts a record, whether or not one is there.</summary>
    public void Put(ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _records[record.Name] = record;
    }

    /// <summary>Takes a record out.</summary>
    public void Delete(ImageName name) => _records.Remove(name);

    /// <summary>Every hit of a search in its order (equal scores: by source and key), with its score; size and cursor are not looked at.</summary>
    public IReadOnlyList<SearchHit> Hits(SearchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SimilarTo is { } similar)
        {
            return
            [
                .. Comparable(similar, Found(request.Query, request.Selections), out var target)
                    .Select(r => new SearchHit(r, Cosine(target, VectorOf(r, similar.Space ?? SpaceOf(similar))!)))
                    .OrderByDescending(h => h.Score),
            ];
        }

        var hits = Found(request.Query, request.Selections).Select(r => new SearchHit(r, QueryOracle.Score(request.Query, r)));
        // OrderBy is stable, so ties stay by source and key.
        return request.Sort switch
        {
            SearchSort.Score => [.. hits.OrderByDescending(h => h.Score)],
            SearchSort.Newest => [.. hits.OrderByDescending(h => h.Record.ModifiedAt)],
            SearchSort.Oldest => [.. hits.OrderBy(h => h.Record.ModifiedAt)],
            SearchSort.Largest => [.. hits.OrderByDescending(h => h.Record.Size)],
            SearchSort.Smallest => [.. hits.OrderBy(h => h.Record.Size)],
            SearchSort.TakenNewest => [.. hits.OrderByDescending(h => Taken(h) ?? DateTime.MinValue)],
            SearchSort.TakenOldest => [.. hits.OrderBy(h => Taken(h) ?? DateTime.MaxValue)],
            _ => [.. hits],
        };
    }

    /// <summary>The facets of a search.</summary>
    public IReadOnlyList<Facet> Facets(SearchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return
        [
            .. request.Facets.Select(f => new Facet(
                f.Field,
                f.Band,
                [
                    .. Count(Counted(request, request.Selections.Where(s => s.Field != f.Field)), f.Field, f.Band)
                        .OrderByDescending(c => c.Count)
                        .ThenBy(c => c.Value, StringComparer.Ordinal)
                        .Take(f.Size),
                ]
            )),
        ];
    }

    /// <summary>The values of a field and how many images have each.</summary>
    public IReadOnlyList<TagCount> Count(TagCountRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var counts = Count(Found(request.Query ?? new EverythingQuery(), []), request.Field, request.Band);
        return request.ByName
            ?
            [
                .. counts
                    .Where(c => request.After is null || string.CompareOrdinal(c.Value, request.After) > 0)
                    .OrderBy(c => c.Value, StringComparer.Ordinal)
                    .Take(request.Size),
            ]
            : [.. counts.OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal).Take(request.Size)];
    }

    private static DateTime? Taken(SearchHit hit) => hit.Record.Facts?.Taken?.Value.Local;

    private static IEnumerable<TagCount> Count(IEnumerable<ImageRecord> records, FacetField field, int? band) =>
        records
            .SelectMany(r => Values(r, field, band).Distinct(StringComparer.Ordinal))
            .GroupBy(v => v, StringComparer.Ordinal)
            .Select(g => new TagCount(g.Key, g.Count()));

    private static IEnumerable<string> Values(ImageRecord record, FacetField field, int? band) =>
        field switch
        {
            FacetField.Tag => record.Tags.Where(t => t.Confidence.Hundredths >= (band ?? 0) * 100).Select(t => t.Name),
            FacetField.Category => record.Categories,
            FacetField.Source => [record.Source],
            FacetField.Month => [record.ModifiedAt.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)],
            FacetField.Status => [QueryOracle.StatusOf(record).ToString().ToLowerInvariant()],
            FacetField.Alias => record.Aliases.Select(a => a.Name + "\u001F" + a.Tag),
            FacetField.Parent => record.Parents.Select(p => p.Name + "\u001F" + p.Tag),
            _ => FactOracle.Values(record, field),
        };

    private IEnumerable<ImageRecord> Counted(SearchRequest request, IEnumerable<FacetSelection> selections) =>
        request.SimilarTo is { } similar
            ? Comparable(similar, Found(request.Query, selections), out _)
            : Found(request.Query, selections);

    // What has a vector in the space and is no example itself; and the direction that the examples point in together.
    private IEnumerable<ImageRecord> Comparable(SimilarTo similar, IEnumerable<ImageRecord> records, out int[] target)
    {
        var space = similar.Space ?? SpaceOf(similar);
        var sum = Array.Empty<float>();
        foreach (var example in similar.Examples)
        {
            var vector = example.Image is { } image ? VectorOf(Find(image)!, space)! : example.Embedding!.Components.ToArray();
            var length = Math.Sqrt(vector.Sum(v => v * v));
            sum = sum.Length == 0 ? new float[vector.Length] : sum;
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += (float)(vector[i] * ((example.IsUnlike ? -1 : 1) / length));
            }
        }

        var most = sum.Max(Math.Abs);
        target = [.. sum.Select(v => (int)Math.Round(v / (double)most * 127))];
        var size = target.Length;
        var examples = similar.Examples.Select(e => e.Image).OfType<ImageName>().ToHashSet();
        return records.Where(r => VectorOf(r, space)?.Length == size && !examples.Contains(r.Name));
    }

    private string SpaceOf(SimilarTo similar) =>
        similar.Examples[0].Embedding?.Space
        ?? Find(similar.Examples[0].Image!.Value)!.Taggers.First(t => t.Embedding is not null).Embedding!.Space;

    private static sbyte[]? VectorOf(ImageRecord record, string space) =>
        record.Taggers.FirstOrDefault(t => t.Embedding?.Space == space)?.Embedding!.Components.ToArray();

    private static double Cosine(int[] target, sbyte[] vector) =>
        target.Select((v, i) => v * vector[i]).Sum() / Math.Sqrt((double)target.Sum(v => v * v) * vector.Sum(v => v * v));

    private IEnumerable<ImageRecord> Found(TagQuery query, IEnumerable<FacetSelection> selections)
    {
        var chosen = selections.ToList();
        return _records.Values.Where(r =>
            QueryOracle.Finds(query, r)
            && chosen.TrueForAll(s => Values(r, s.Field, null).Any(v => s.Values.Contains(v, StringComparer.Ordinal)))
        );
    }
}
