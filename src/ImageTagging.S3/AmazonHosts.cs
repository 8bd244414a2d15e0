namespace ImageTagging.S3;

/// <summary>Tells Amazon's own addresses from those of stores that speak like it.</summary>
internal static class AmazonHosts
{
    private static readonly string[] s_domains =
    [
        "amazonaws.com",
        "amazonaws.com.cn",
        "amazonaws.eu",
        "api.aws",
        "api.amazonwebservices.com.cn",
        "api.amazonwebservices.eu",
    ];

    /// <summary>Tells if an address is Amazon's; no address at all is.</summary>
    public static bool IsAmazons(string? address) =>
        string.IsNullOrEmpty(address)
        || (
            Uri.TryCreate(address, UriKind.Absolute, out var url)
            && s_domains.Any(domain => IsWithin(url.IdnHost.TrimEnd('.'), domain))
        );

    private static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
}
