using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Retry;

namespace ImageTagging.Elasticsearch.States;

/// <summary>The named state, in an index of its own; compare and swap by sequence number.</summary>
internal sealed class StateStore(SearchClient client, IndexSetup setup, IndexNames names)
{
    private const int PageSize = 500;
    private readonly string _index = IndexNames.Escape(names.State);
    private readonly string _writes = IndexNames.Escape(names.StateAlias) + "/_bulk?require_alias=true";

    public async Task<StateEntry?> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await GetAsync(name, client.NewPromptAttempts(), cancellationToken).ConfigureAwait(false))?.Entry;

    /// <summary>Writes or deletes where the token holds. Each write carries a mark of its own, so that one whose answer was lost knows itself again.</summary>
    public async Task<bool> TryWriteAsync(StateEntry next, CancellationToken cancellationToken)
    {
        if (next.Value is null && next.Token is null)
        {
            return await GetAsync(next.Name, client.NewAttempts(), cancellationToken).ConfigureAwait(false) is null;
        }

        if (next.Token is not null && ParseToken(next.Token) is null)
        {
            return false;
        }

        var mark = Guid.NewGuid().ToString("N");
        using var body = Lines(next, mark);
        var attempts = client.NewAttempts();
        var (isMaybeDone, isMade) = (false, false);
        while (true)
        {
            ImageTaggingException fault;
            try
            {
                using var answer = await client
                    .Transport.SendAsync(new(HttpMethod.Post, _writes, body.Memory, IsLines: true), cancellationToken)
                    .ConfigureAwait(false);
                if (answer.IsSuccess)
                {
                    var said = Writing.BulkAnswer.Read(answer.Body.Span, 1)[0];
                    if (said.IsSuccess)
                    {
                        return true;
                    }

                    if (said.Status is 409 || (said.Status == 404 && said.ErrorType.Length == 0))
                    {
                        return isMaybeDone && await IsDoneAsync(next, mark, cancellationToken).ConfigureAwait(false);
                    }

                    fault = SearchFault.Of(said.Status, said.ErrorType, said.ErrorReason, client.Transport.Address);
                    if (fault.Code == ErrorCodes.IndexMissing && !isMade)
                    {
                        isMade = true;
                        await setup.CreateStateAsync(cancellationToken).ConfigureAwait(false);
                        continue;
                    }
                }
                else
                {
                    fault = SearchFault.Of(answer, client.Transport.Address);
                }
            }
            catch (ImageTaggingException lost)
            {
                fault = lost;
            }
            catch (Exception unreadable) when (SearchFault.IsUnreadable(unreadable))
            {
                fault = SearchFault.Unreadable(unreadable);
            }

            isMaybeDone |= fault.MayHaveCost;
            await attempts.WaitOrThrowAsync(fault, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<StateEntry> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // The index is small; a list should show what was acknowledged.
        using (
            var refreshed = await client
                .SendUnlessMissingAsync(new(HttpMethod.Post, _index + "/_refresh"), client.NewAttempts(), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (refreshed is null)
            {
                yield break;
            }
        }

        string? after = null;
        while (true)
        {
            using var body = Page(prefix, after);
            var entries = await client
                .AskAsync(
                    HttpMethod.Post,
                    _index + "/_search?allow_partial_search_results=false",
                    body.Memory,
                    root => root.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(h => Read(h).Entry).ToList(),
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var entry in entries)
            {
                yield return entry;
            }

            if (entries.Count < PageSize)
            {
                yield break;
            }

            after = entries[^1].Name == after ? throw SearchFault.Unreadable(cause: null) : entries[^1].Name;
        }
    }

    private async Task<bool> IsDoneAsync(StateEntry next, string mark, CancellationToken cancellationToken)
    {
        var there = await GetAsync(next.Name, client.NewAttempts(), cancellationToken).ConfigureAwait(false);
        return next.Value is null ? there is null : string.Equals(there?.Mark, mark, StringComparison.Ordinal);
    }

    private async Task<(StateEntry Entry, string? Mark)?> GetAsync(
        string name,
        RetryAttempts attempts,
        CancellationToken cancellationToken
    )
    {
        using var body = new PooledBuffer(1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("ids"u8);
            writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        while (true)
        {
            // It is made with the first entry. Only the server itself says so: what was taken for no ledger would be spent anew.
            using var answer = await client
                .SendUnlessMissingAsync(new(HttpMethod.Post, _index + "/_mget", body.Memory), attempts, cancellationToken)
                .ConfigureAwait(false);
            if (answer is null)
            {
                return null;
            }

            var (found, error) = SearchClient.Read(answer, root => ReadOne(root.GetProperty("docs")[0]));
            if (error is not var (type, reason) || SearchFault.IsOfMissingIndex(type))
            {
                return found;
            }

            // A shard that is only just starting says so in the item.
            var fault = SearchFault.Of(503, type, reason, client.Transport.Address);
            await attempts.WaitOrThrowAsync(fault, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ((StateEntry Entry, string? Mark)? Found, (string Type, string Reason)? Error) ReadOne(JsonElement doc) =>
        doc.TryGetProperty("error", out _) ? (null, SearchFault.Read(doc))
        : doc.GetProperty("found").GetBoolean() ? (Read(doc), null)
        : (null, null);

    private static (StateEntry Entry, string? Mark) Read(JsonElement doc)
    {
        var source = doc.GetProperty("_source");
        var (sequence, term) = (doc.GetProperty("_seq_no").GetInt64(), doc.GetProperty("_primary_term").GetInt64());
        return (
            new()
            {
                Name = source.GetProperty("name").GetString()!,
                Value = source.GetProperty("value").GetString(),
                Token = string.Create(CultureInfo.InvariantCulture, $"{sequence}.{term}"),
            },
            source.TryGetProperty("mark", out var mark) ? mark.GetString() : null
        );
    }

    private static (long Sequence, long Term)? ParseToken(string token) =>
        token.Split('.') is [var a, var b]
        && long.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var term)
            ? (sequence, term)
            : null;

    private static PooledBuffer Lines(StateEntry next, string mark)
    {
        var body = new PooledBuffer(1024);
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        writer.WriteStartObject(
            next.Value is null ? "delete"u8
            : next.Token is null ? "create"u8
            : "index"u8
        );
        writer.WriteString("_id"u8, next.Name);
        if (next.Token is { } token && ParseToken(token) is var (sequence, term))
        {
            writer.WriteNumber("if_seq_no"u8, sequence);
            writer.WriteNumber("if_primary_term"u8, term);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        EndLine();
        if (next.Value is not null)
        {
            writer.Reset(body);
            writer.WriteStartObject();
            writer.WriteString("name"u8, next.Name);
            writer.WriteString("value"u8, next.Value);
            writer.WriteString("mark"u8, mark);
            writer.WriteEndObject();
            EndLine();
        }

        return body;

        void EndLine()
        {
            writer.Flush();
            body.GetSpan(1)[0] = (byte)'\n';
            body.Advance(1);
        }
    }

    private static PooledBuffer Page(string prefix, string? after)
    {
        var body = new PooledBuffer(1024);
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, PageSize);
        writer.WriteBoolean("track_total_hits"u8, false);
        writer.WriteBoolean("seq_no_primary_term"u8, true);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("prefix"u8);
        writer.WriteString("name"u8, prefix);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("sort"u8);
        writer.WriteStringValue("name"u8);
        writer.WriteEndArray();
        if (after is not null)
        {
            writer.WriteStartArray("search_after"u8);
            writer.WriteStringValue(after);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return body;
    }
}
