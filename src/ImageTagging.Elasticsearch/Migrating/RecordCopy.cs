using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Elasticsearch.Writing;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Migrating;

/// <summary>Copies records in key order, one request after the other, so that a copy that was ended knows where it stood.</summary>
internal sealed class RecordCopy(SearchClient client, RecordPages pages, VectorFields vectors, Flavour flavour)
{
    private const int MostRecords = 1_000;
    private const int MostBytes = 4 << 20;

    /// <summary>Copies what is not there yet.</summary>
    /// <returns>How many records the copy then holds, those of earlier attempts included.</returns>
    public async Task<long> RunAsync(string from, string to, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (copied, after) = await WhereItStoodAsync(to, cancellationToken).ConfigureAwait(false);
        using var lines = new PooledBuffer(MostBytes);
        using var writer = new Utf8JsonWriter(lines, RecordJson.WriterOptions);
        var count = 0;
        var records = pages.ReadAllAsync(from, flavour, filter: null, after, cancellationToken);
        await foreach (var record in records.ConfigureAwait(false))
        {
            await vectors.MapAsync(to, [record], cancellationToken).ConfigureAwait(false);
            // Earlier versions left their tags on pictures that were gone.
            Add(
                writer,
                lines,
                record.GoneAt is null ? record : record with { Tags = [], Categories = [], Parents = [], Aliases = [] }
            );
            if (++count >= MostRecords || lines.Length >= MostBytes)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }

        if (count > 0)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        return copied;

        async Task FlushAsync()
        {
            await SendAsync(to, lines, count, cancellationToken).ConfigureAwait(false);
            copied += count;
            count = 0;
            lines.Clear();
            progress?.Report(copied);
        }
    }

    public static async Task<long> CountAsync(SearchClient client, string index, CancellationToken cancellationToken)
    {
        return await client
            .AskAsync(
                HttpMethod.Get,
                IndexNames.Escape(index) + "/_count",
                default,
                root => root.GetProperty("count").GetInt64(),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    // The last request may have been carried out in part: as many records as it can have had are copied again.
    private async Task<(long Copied, ImageName? After)> WhereItStoodAsync(string to, CancellationToken cancellationToken)
    {
        using (
            await client
                .SendAsync(new(HttpMethod.Post, IndexNames.Escape(to) + "/_refresh"), cancellationToken, retryFor: null)
                .ConfigureAwait(false)
        ) { }

        var count = await CountAsync(client, to, cancellationToken).ConfigureAwait(false);
        if (count <= MostRecords)
        {
            return (0, null);
        }

        var body = """
            {"from":1000,"size":1,"track_total_hits":false,"_source":false,"sort":[{"source":"desc"},{"key":"desc"}]}
            """;
        return await client
            .AskAsync(
                HttpMethod.Post,
                IndexNames.Escape(to) + "/_search?allow_partial_search_results=false",
                System.Text.Encoding.UTF8.GetBytes(body),
                root =>
                {
                    var sort = root.GetProperty("hits").GetProperty("hits")[0].GetProperty("sort");
                    return (count - MostRecords, (ImageName?)new ImageName(sort[0].GetString()!, sort[1].GetString()!));
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private void Add(Utf8JsonWriter writer, PooledBuffer lines, ImageRecord record)
    {
        var id = record.Name.Id.ToString();
        writer.Reset(lines);
        writer.WriteStartObject();
        writer.WriteStartObject("create"u8);
        writer.WriteString("_id"u8, id);
        writer.WriteEndObject();
        writer.WriteEndObject();
        EndLine();
        writer.Reset(lines);
        DocumentWriter.Write(writer, record, id, vectors.Form);
        EndLine();

        void EndLine()
        {
            writer.Flush();
            lines.GetSpan(1)[0] = (byte)'\n';
            lines.Advance(1);
        }
    }

    private async Task SendAsync(string to, PooledBuffer lines, int count, CancellationToken cancellationToken)
    {
        var attempts = client.NewAttempts();
        while (true)
        {
            var path = IndexNames.Escape(to) + "/_bulk";
            using var answer = await client
                .SendAsync(new(HttpMethod.Post, path, lines.Memory, IsLines: true), attempts, cancellationToken)
                .ConfigureAwait(false);
            if (FaultOf(answer, count) is not { } fault)
            {
                return;
            }

            await attempts.WaitOrThrowAsync(fault, cancellationToken).ConfigureAwait(false);
        }
    }

    // A record that is there already was copied before: nobody else writes into the copy.
    private ImageTaggingException? FaultOf(SearchServerResponse answer, int count)
    {
        try
        {
            var failed = BulkAnswer.Read(answer.Body.Span, count).FirstOrDefault(a => !a.IsSuccess && a.Status != 409);
            return failed == default
                ? null
                : SearchFault.Of(failed.Status, failed.ErrorType, failed.ErrorReason, client.Transport.Address);
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            return SearchFault.Unreadable(fault);
        }
    }
}
