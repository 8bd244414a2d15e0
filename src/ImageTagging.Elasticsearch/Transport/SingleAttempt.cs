using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>A host's transport as one that sends a request once.</summary>
internal static class SingleAttempt
{
    /// <summary>
    /// Elastic's own transport over the same nodes, connections and log-in, but without pings and repeats: they are taken from the transport's
    /// settings only, and would repeat a write whose answer was lost unseen by the index. Another's transport as it is.
    /// </summary>
    public static ITransport Of(ITransport transport) =>
        IsElastics(transport.GetType())
            ? new DistributedTransport(
                new TransportConfiguration(transport.Configuration) { DisablePings = true, MaxRetries = 0 }
            )
            : transport;

    private static bool IsElastics(Type? type) =>
        type is not null
        && (
            (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DistributedTransport<>)) || IsElastics(type.BaseType)
        );
}
