namespace ImageTagging.Elasticsearch.Aws;

/// <summary>What a host name of Amazon OpenSearch tells: <c>….REGION.es.amazonaws.com</c> or <c>….REGION.aoss.amazonaws.com</c>.</summary>
internal sealed record AmazonHost(string Region, string Service)
{
    public static AmazonHost? Read(string host)
    {
        var parts = host.ToLowerInvariant().Split('.');
        var at = Array.IndexOf(parts, "amazonaws");
        return at >= 2 && parts[at - 1] is ("es" or "aoss") ? new(parts[at - 2], parts[at - 1]) : null;
    }
}
