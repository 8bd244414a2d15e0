using System.Globalization;

namespace ImageTagging.Tool.Charts;

/// <summary>Counts an index's tags for charts, by the index's own exact counts: nothing is read record by record.</summary>
internal sealed class IndexFigures(ITagIndex index, TagQuery? query, int? band)
{
    // The most that one count returns.
    private const int Page = 10_000;

    /// <summary>How many pictures the query finds.</summary>
    public async Task<long> ImagesAsync(CancellationToken cancellationToken) =>
        await TotalAsync(query ?? new EverythingQuery(), cancellationToken).ConfigureAwait(false);

    /// <summary>The most frequent tags.</summary>
    public async Task<IReadOnlyList<TagCount>> TagsAsync(int top, CancellationToken cancellationToken) =>
        await index
            .CountTagsAsync(
                new TagCountRequest
                {
                    Query = query,
                    Size = top,
                    Band = band,
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>The most frequent values of a facet.</summary>
    public async Task<IReadOnlyList<TagCount>> ValuesAsync(FacetField field, int top, CancellationToken cancellationToken) =>
        await index
            .CountTagsAsync(
                new TagCountRequest
                {
                    Query = query,
                    Field = field,
                    Size = top,
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>How often each two of the tags are on one picture.</summary>
    public async Task<TagsTogether> TogetherAsync(IReadOnlyList<TagCount> tags, CancellationToken cancellationToken)
    {
        var counts = new long[tags.Count, tags.Count];
        for (var row = 0; row < tags.Count; row++)
        {
            var found = await index
                .CountTagsAsync(
                    new TagCountRequest
                    {
                        Query = With(tags[row].Value),
                        Size = Page,
                        Band = band,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            var byName = found.ToDictionary(t => t.Value, t => t.Count, StringComparer.Ordinal);
            for (var column = 0; column < tags.Count; column++)
            {
                if (!byName.TryGetValue(tags[column].Value, out var count) && found.Count == Page)
                {
                    count = await TotalAsync(With(tags[row].Value) & Has(tags[column].Value), cancellationToken)
                        .ConfigureAwait(false);
                }

                counts[row, column] = count;
            }
        }

        return new([.. tags.Select(t => t.Value)], counts, await ImagesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>How many tags were given between one confidence band and the next.</summary>
    public async Task<IReadOnlyList<ConfidenceCount>> ConfidencesAsync(CancellationToken cancellationToken)
    {
        var ends = Confidence.Bands.Prepend(0).ToArray();
        var atOrOver = new long[ends.Length + 1];
        for (var i = 0; i < ends.Length; i++)
        {
            atOrOver[i] = (
                await AllAsync(FacetField.Tag, query, ends[i] == 0 ? null : ends[i], cancellationToken).ConfigureAwait(false)
            ).Sum(t => t.Count);
        }

        return
        [
            .. ends.Select(
                (from, i) => new ConfidenceCount(from, i + 1 < ends.Length ? ends[i + 1] : 100, atOrOver[i] - atOrOver[i + 1])
            ),
        ];
    }

    /// <summary>How many pictures each month has, all and those with each tag; months between that have none count too.</summary>
    public async Task<TagsOverTime> OverTimeAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var all = await MonthsAsync(query, cancellationToken).ConfigureAwait(false);
        if (all.Count == 0)
        {
            return new([], []);
        }

        List<DateTime> months = [];
        for (var month = all.Keys.Min(); month <= all.Keys.Max(); month = month.AddMonths(1))
        {
            months.Add(month);
            if (month is { Year: 9999, Month: 12 })
            {
                break;
            }
        }

        List<TagLine> lines = [Line(null, all)];
        foreach (var tag in tags)
        {
            lines.Add(Line(tag, await MonthsAsync(With(tag), cancellationToken).ConfigureAwait(false)));
        }

        return new(months, lines);

        TagLine Line(string? tag, Dictionary<DateTime, long> counts) =>
            new(tag, [.. months.Select(m => counts.GetValueOrDefault(m))]);
    }

    private async Task<Dictionary<DateTime, long>> MonthsAsync(TagQuery? of, CancellationToken cancellationToken) =>
        (await AllAsync(FacetField.Month, of, atLeast: null, cancellationToken).ConfigureAwait(false)).ToDictionary(
            m => DateTime.ParseExact(m.Value, "yyyy-MM", CultureInfo.InvariantCulture),
            m => m.Count
        );

    private async Task<List<TagCount>> AllAsync(FacetField field, TagQuery? of, int? atLeast, CancellationToken cancellationToken)
    {
        List<TagCount> all = [];
        IReadOnlyList<TagCount> page;
        do
        {
            page = await index
                .CountTagsAsync(
                    new TagCountRequest
                    {
                        Query = of,
                        Field = field,
                        Band = atLeast,
                        Size = Page,
                        ByName = true,
                        After = all.Count == 0 ? null : all[^1].Value,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            all.AddRange(page);
        } while (page.Count == Page);
        return all;
    }

    private TagQuery With(string tag) => query is null ? Has(tag) : query & Has(tag);

    private HasTagQuery Has(string tag) => new(tag, Confidence.Floor(band ?? 0));

    private async Task<long> TotalAsync(TagQuery of, CancellationToken cancellationToken) =>
        (await index.SearchAsync(new SearchRequest { Query = of, Size = 0 }, cancellationToken).ConfigureAwait(false)).Total;
}
