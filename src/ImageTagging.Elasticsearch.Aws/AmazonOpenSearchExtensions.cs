using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Signing;
using ImageTagging.Elasticsearch;
using ImageTagging.Elasticsearch.Aws;

namespace ImageTagging;

/// <summary>Lets an index lie in an Amazon OpenSearch domain.</summary>
public static class AmazonOpenSearchExtensions
{
    private const string Service = "es";

    /// <summary>Tells if an address is that of an Amazon OpenSearch domain, by its host name.</summary>
    /// <param name="address">A node's address.</param>
    /// <returns>Whether it is; a domain under a name of its own is not known.</returns>
    public static bool IsAmazonOpenSearch(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AmazonHost.RegionOf(address.Host) is not null;
    }

    /// <summary>
    /// Signs every request (Signature Version 4) with the role of the process, and keeps bulk requests under the 10 MiB that
    /// the smaller domains take. Call it last: a handler that was set before lies outside the signature.
    /// </summary>
    /// <param name="options">The index's options.</param>
    /// <param name="region">The domain's region, such as <c>eu-central-1</c>; null to take it from a host name such as <c>….eu-central-1.es.amazonaws.com</c> or <c>….aos.eu-central-1.on.aws</c>, else from the process.</param>
    /// <param name="credentials">The credentials; null for the SDK's default chain: environment, profile, SSO, container, instance role.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">No region is named, and none can be told from the address or the process.</exception>
    public static ElasticsearchIndexOptions SignForAmazonOpenSearch(
        this ElasticsearchIndexOptions options,
        string? region = null,
        AWSCredentials? credentials = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = options.Nodes.FirstOrDefault()?.Host ?? "";
        var name =
            region
            ?? AmazonHost.RegionOf(host)
            ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new ArgumentException($"The region of '{host}' is not known: name it, or set AWS_REGION.", nameof(region));
        var outer = options.WrapHandler;
        options.BulkBytes = Math.Min(options.BulkBytes, 9 << 20);
        options.WrapHandler = inner =>
        {
#pragma warning disable CA2000 // The index disposes its handlers from the outermost on.
            var signing = new SigV4SigningHandler(
                credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(),
                RegionEndpoint.GetBySystemName(name),
                Service,
                inner
            );
            var hashing = new BodyHashHandler(signing);
            return outer?.Invoke(hashing) ?? hashing;
#pragma warning restore CA2000
        };
        return options;
    }
}
