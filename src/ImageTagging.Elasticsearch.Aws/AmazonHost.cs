namespace ImageTagging.Elasticsearch.Aws;

/// <summary>The host names of Amazon OpenSearch domains: <c>….REGION.es.amazonaws.com</c> and <c>….aos.REGION.on.aws</c>.</summary>
internal static class AmazonHost
{
    /// <summary>The region that a host name tells; null where it is no domain's.</summary>
    public static string? RegionOf(string host) =>
        host.ToLowerInvariant().TrimEnd('.').Split('.') switch
        {
            [.., var region, "es", "amazonaws", "com"] => region,
            [.., var region, "es", "amazonaws", "com", "cn"] => region,
            [.., "aos", var region, "on", "aws"] => region,
            _ => null,
        };
}
