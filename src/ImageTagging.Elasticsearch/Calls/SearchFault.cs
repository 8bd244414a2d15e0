using System.Text.Json;

namespace ImageTagging.Elasticsearch.Calls;

/// <summary>Turns a server's refusal into a sentence that says what to do.</summary>
internal static class SearchFault
{
    public static ImageTaggingException Of(SearchServerResponse answer, string address)
    {
        var (type, reason) = Read(answer.Body);
        return Of(answer.Status, type, reason, address, answer.RetryAfter);
    }

    public static ImageTaggingException Of(int status, string type, string reason, string address, TimeSpan? retryAfter = null)
    {
        var kind = IsWorthRetry(status) ? FailureKind.Transient : FailureKind.SetUp;
        var (code, message) = status switch
        {
            401 => (
                ErrorCodes.Unauthorized,
                $"The search server {address} refused the log-in. Check user and password, API key or token (for Amazon OpenSearch sign the requests)."
            ),
            _ when IsFloodStage(reason) => (
                ErrorCodes.ReadOnly,
                "The index is read-only because the server's disk is nearly full (flood stage). Free disk space; the server lifts the block by itself, or remove index.blocks.read_only_allow_delete."
            ),
            _ when IsReadOnly(type, reason) => (
                ErrorCodes.ReadOnly,
                $"The search server takes no writes now: {Cut(reason)}. Lift the block (index.blocks or cluster.blocks), then run again."
            ),
            _ when IsWriteBlock(type, reason) => (
                ErrorCodes.Migrating,
                "The index takes no writes now: a migration is under way. Wait for it; if it was ended halfway, ElasticsearchTagIndex.MigrateAsync goes on with it and ElasticsearchTagIndex.AbandonMigrationAsync lifts the block."
            ),
            403 => (
                ErrorCodes.Forbidden,
                $"The search server {address} does not allow it: {Cut(reason)}. The user needs to read, write and create the index and its alias."
            ),
            404 when IsOfMissingIndex(type) => (
                ErrorCodes.IndexMissing,
                $"The index is gone: {Cut(reason)}. Run again to create it anew."
            ),
            406 or 415 => (
                ErrorCodes.NotUnderstood,
                $"The server at {address} does not understand the request ({status}). Is it Elasticsearch 8–9 or OpenSearch 2–3?"
            ),
            413 => (ErrorCodes.TooLarge, "The server takes no request of this size; lower BulkBytes."),
            429 => (ErrorCodes.TooBusy, $"The search server has too much to do: {Cut(reason)}"),
            // A gateway without its server, which says nothing of what the server holds.
            404 when type.Length == 0 => (ErrorCodes.Unreadable, Stranger),
            >= 300 and < 400 => (
                ErrorCodes.Redirected,
                $"The server at {address} redirects ({status}); name the address that it redirects to."
            ),
            _ => (type.Length > 0 ? type : "Http" + status, $"The search server answered {status}: {Cut(reason)}"),
        };
        if (code is "ReadOnly")
        {
            kind = FailureKind.SetUp;
        }
        else if (code is "Migrating" or "Unreadable")
        {
            kind = FailureKind.Transient;
        }
        else if (type is "too_many_clauses" or "too_many_nested_clauses" || IsTooLarge(reason))
        {
            (kind, code, message) = (
                FailureKind.Refused,
                ErrorCodes.QueryTooLarge,
                "The query is too large for the search server: " + Cut(reason)
            );
        }

        return new(message)
        {
            Kind = kind,
            Code = code,
            StatusCode = status,
            RetryAfter = retryAfter,
            // A gateway may have lost the answer to what the server has done, and a server that broke off may have done it.
            MayHaveCost = status is 500 or 502 or 503 or 504,
        };
    }

    // 500 too: a node that closes, loses a shard or runs out of memory says so. What a query is the cause of is told after the budget.
    public static bool IsWorthRetry(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    // Block 12: FORBIDDEN where people or older servers set it, TOO_MANY_REQUESTS where the disk is full.
    public static bool IsFloodStage(string reason) =>
        reason.Contains("flood-stage", StringComparison.Ordinal)
        || reason.Contains("[FORBIDDEN/12/", StringComparison.Ordinal)
        || reason.Contains("[TOO_MANY_REQUESTS/12/", StringComparison.Ordinal)
        || reason.Contains("read-only-allow-delete", StringComparison.Ordinal);

    // An index that is read-only (5), a cluster that is (6, 13) or that creates none (10).
    private static bool IsReadOnly(string type, string reason) =>
        type == "cluster_block_exception"
        && (
            reason.Contains("FORBIDDEN/5/", StringComparison.Ordinal)
            || reason.Contains("FORBIDDEN/6/", StringComparison.Ordinal)
            || reason.Contains("FORBIDDEN/10/", StringComparison.Ordinal)
            || reason.Contains("FORBIDDEN/13/", StringComparison.Ordinal)
        );

    /// <summary>Tells if it is the block that a migration sets (block 8).</summary>
    public static bool IsWriteBlock(string type, string reason) =>
        type == "cluster_block_exception" && reason.Contains("FORBIDDEN/8/", StringComparison.Ordinal);

    private const string Stranger =
        "The search server's answer cannot be read; is there a proxy in between that answers in its place?";

    /// <summary>Tells if the server itself says that there is no such index; others answer 404 too.</summary>
    public static bool IsOfMissingIndex(SearchServerResponse answer) =>
        answer.Status == 404 && IsOfMissingIndex(Read(answer.Body).Type);

    public static bool IsOfMissingIndex(string type) => type == "index_not_found_exception";

    /// <summary>Tells if that is what reading JSON of another form throws.</summary>
    public static bool IsUnreadable(Exception fault) =>
        fault
            is JsonException
                or InvalidOperationException
                or FormatException
                or ArgumentException
                or OverflowException
                or KeyNotFoundException
                or IndexOutOfRangeException;

    public static ImageTaggingException Unreadable(Exception? cause) =>
        new(Stranger, cause)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.Unreadable,
            MayHaveCost = true,
        };

    /// <summary>The error's type and reason, wherever the server puts them; a text that is no JSON is the reason.</summary>
    public static (string Type, string Reason) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : ("", "");
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            return ("", "an answer that is no JSON");
        }
    }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})" />
    public static (string Type, string Reason) Read(JsonElement holder)
    {
        return holder.TryGetProperty("error", out var error)
            ? ReadError(error)
            : ("", Text(holder, "message") ?? Text(holder, "Message") ?? "");
    }

    /// <summary>An error's type and reason.</summary>
    public static (string Type, string Reason) ReadError(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            return ("", error.GetString()!);
        }

        if (error.ValueKind != JsonValueKind.Object)
        {
            return ("", "");
        }

        var (type, reason) = (Text(error, "type") ?? "", Text(error, "reason") ?? "");
        // "all shards failed" says nothing; the cause of the first does.
        if (
            error.TryGetProperty("root_cause", out var causes)
            && causes.ValueKind == JsonValueKind.Array
            && causes.GetArrayLength() > 0
        )
        {
            var cause = causes[0];
            (type, reason) = (Text(cause, "type") ?? type, Text(cause, "reason") ?? reason);
        }

        return
            error.TryGetProperty("caused_by", out var by) && Text(by, "type") is "too_many_clauses" or "too_many_nested_clauses"
            ? (Text(error.GetProperty("caused_by"), "type")!, reason)
            : (type, reason);
    }

    private static bool IsTooLarge(string reason) =>
        reason.Contains("maxClauseCount", StringComparison.Ordinal)
        || reason.Contains("max_nested_depth", StringComparison.Ordinal)
        || reason.Contains("nested depth", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("too_many_clauses", StringComparison.Ordinal)
        || reason.Contains("automaton is too large", StringComparison.Ordinal)
        || reason.Contains("too complex to determinize", StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object
        && holder.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // A server's text goes into messages: one line, no control characters, not without end.
    private static string Cut(string text)
    {
        Span<char> line = stackalloc char[Math.Min(text.Length, 300)];
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }

        return new string(line) + (text.Length > line.Length ? "…" : "");
    }
}
