using System.Runtime.CompilerServices;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Searching;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Pages through records by source and key; the next page is read while one is being used.</summary>
internal sealed class RecordPages(SearchClient client, ElasticsearchIndexOptions options, ILogger logger)
{
    private const int FirstPage = 500;
    private const int WholePage = 500;

    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string index,
        Flavour flavour,
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        var hits = new LightHits();
        var pit = new PointInTime(client, index, flavour, logger);
        await using (pit.ConfigureAwait(false))
        {
            // A small range should not cost a large page.
            var size = Math.Min(FirstPage, options.ScanPageSize);
            var next = PageAsync(null, size);
            try
            {
                while (true)
                {
                    var (page, asked) = await next.ConfigureAwait(false);
                    var isLast = page.Count < asked || IsBeyond(page[^1].Key);
                    if (!isLast)
                    {
                        size = Math.Min(options.ScanPageSize, size * 4);
                        next = PageAsync(page[^1].Key, size);
                    }

                    foreach (var image in page)
                    {
                        if (range.Contains(image.Key))
                        {
                            yield return image;
                        }
                    }

                    if (isLast)
                    {
                        yield break;
                    }
                }
            }
            finally
            {
                // A page that nobody wants any more still uses the point in time.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        bool IsBeyond(string key) => range.Before is not null && KeyOrder.Compare(key, range.Before) >= 0;

        async Task<(List<IndexedImage> Page, int Asked)> PageAsync(string? after, int size)
        {
            using var answer = await pit.SearchAsync(
                    id => KeyPages.Light(id, source, Start(range), after, size),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var page = hits.Read(answer.Body.Span, size);
            return (page.Count > 0 && page[^1].Key == after ? throw NoProgress() : page, size);
        }
    }

    // The page before once more, as from something in between that keeps answers: it would never end.
    private static ImageTaggingException NoProgress() => SearchFault.Unreadable(cause: null);

    // The server takes no long bound of a range; a shorter one starts a little earlier.
    private static string Start(KeyRange range)
    {
        const int most = 200;
        var from = range.From ?? "";
        return from.Length <= most ? from
            : char.IsHighSurrogate(from[most - 1]) ? from[..(most - 1)]
            : from[..most];
    }

    public async IAsyncEnumerable<ImageRecord> ReadAllAsync(
        string index,
        Flavour flavour,
        TagQuery? filter,
        ImageName? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pit = new PointInTime(client, index, flavour, logger);
        await using (pit.ConfigureAwait(false))
        {
            while (true)
            {
                var page = new List<ImageRecord>(WholePage);
                var behind = after;
                using (
                    var answer = await pit.SearchAsync(
                            id => KeyPages.Whole(id, WriteFilter, behind, WholePage),
                            cancellationToken
                        )
                        .ConfigureAwait(false)
                )
                {
                    Hits.ReadHits(answer.Body.Span, page);
                }

                foreach (var record in page)
                {
                    yield return record;
                }

                if (page.Count < WholePage)
                {
                    yield break;
                }

                after = page[^1].Name == behind ? throw NoProgress() : page[^1].Name;
            }
        }

        void WriteFilter(System.Text.Json.Utf8JsonWriter writer)
        {
            if (filter is not null)
            {
                writer.WritePropertyName("filter"u8);
                FilterWriter.WriteFilter(writer, filter);
            }
        }
    }
}
