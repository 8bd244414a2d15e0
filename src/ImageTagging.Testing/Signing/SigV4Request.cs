namespace ImageTagging.Testing;

/// <summary>A request as it came over the wire, for <see cref="SigV4Verifier"/>.</summary>
/// <param name="Method">The method, such as <c>POST</c>.</param>
/// <param name="Path">The path as sent, percent signs and all, without the query.</param>
/// <param name="Query">The query as sent, without the question mark; maybe empty.</param>
/// <param name="Headers">The headers as sent; a name that came several times has its values joined by commas.</param>
/// <param name="ContentSha256">The SHA-256 of the body as received, in lower-case hex; null where it was not read whole.</param>
public sealed record SigV4Request(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string? ContentSha256
);
