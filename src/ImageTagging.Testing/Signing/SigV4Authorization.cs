namespace ImageTagging.Testing;

/// <summary>The content of an Authorization header.</summary>
internal sealed record SigV4Authorization(
    string AccessKey,
    string Day,
    string Region,
    string Service,
    IReadOnlyList<string> SignedHeaders,
    string Signature
)
{
    private const string Algorithm = "AWS4-HMAC-SHA256 ";

    /// <summary>Reads it; null where anything is missing.</summary>
    public static SigV4Authorization? Parse(string header)
    {
        if (!header.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = header[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.Ordinal)
            .ToDictionary(part => part.Key, part => part.First()[1], StringComparer.Ordinal);
        return
            parts.TryGetValue("Credential", out var credential)
            && credential.Split('/') is { Length: 5 } scope
            && scope[4] == "aws4_request"
            && parts.TryGetValue("SignedHeaders", out var headers)
            && parts.TryGetValue("Signature", out var signature)
            && signature.Length == 64
            ? new(scope[0], scope[1], scope[2], scope[3], headers.Split(';'), signature)
            : null;
    }
}
