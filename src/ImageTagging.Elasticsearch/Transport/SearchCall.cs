namespace ImageTagging.Elasticsearch;

/// <summary>A request to a search server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path and query below the server's root, escaped, without a leading slash.</param>
/// <param name="Body">The body, JSON or lines of JSON; empty for none. Valid until the call has ended.</param>
/// <param name="IsLines">Whether the body is lines of JSON (<c>application/x-ndjson</c>) rather than one document.</param>
internal readonly record struct SearchCall(
    HttpMethod Method,
    string Path,
    ReadOnlyMemory<byte> Body = default,
    bool IsLines = false
);
