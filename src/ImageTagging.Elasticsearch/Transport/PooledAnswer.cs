using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>An answer whose body is read into the shared pool, up to a length.</summary>
internal sealed class PooledAnswer : TransportResponse
{
    private byte[]? _rented;
    private int _length;

    /// <summary>True if the body is longer than may be read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The answer with its body, which goes over to it. Of one that is no success the transport has read the body itself.</summary>
    public SearchServerResponse ToResponse(int status, TimeSpan? retryAfter) =>
        _rented is { } array
            ? new(status, array.AsMemory(0, _length), retryAfter, array)
            : new(status, ApiCallDetails.ResponseBodyInBytes, retryAfter);

    /// <summary>Reads answers.</summary>
    /// <param name="most">The longest body that is read, in bytes.</param>
    internal sealed class Builder(int most) : IResponseBuilder
    {
        public bool CanBuild<TResponse>()
            where TResponse : TransportResponse, new() => typeof(TResponse) == typeof(PooledAnswer);

        public TResponse? Build<TResponse>(
            ApiCallDetails apiCallDetails,
            BoundConfiguration boundConfiguration,
            Stream responseStream,
            string contentType,
            long contentLength
        )
            where TResponse : TransportResponse, new() => throw new NotSupportedException("Requests are sent asynchronously.");

        public async Task<TResponse?> BuildAsync<TResponse>(
            ApiCallDetails apiCallDetails,
            BoundConfiguration boundConfiguration,
            Stream responseStream,
            string contentType,
            long contentLength,
            CancellationToken cancellationToken = default
        )
            where TResponse : TransportResponse, new()
        {
            // Transports over one invoker share the first builder of a type that it has met; the bound is each request's own.
            var bound = boundConfiguration.ResponseBuilders.OfType<Builder>().FirstOrDefault() ?? this;
            return await bound.ReadAsync(responseStream, contentLength, cancellationToken).ConfigureAwait(false) as TResponse;
        }

        private async Task<PooledAnswer> ReadAsync(Stream stream, long length, CancellationToken cancellationToken)
        {
            var expected = length < 0 ? 64 * 1024 : length;
            if (expected > most)
            {
                return new() { IsTooLong = true };
            }

            using var buffer = new PooledBuffer((int)Math.Max(expected, 256));
            while (true)
            {
                var read = await stream.ReadAsync(buffer.GetMemory(1), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                buffer.Advance(read);
                if (buffer.Length > most)
                {
                    return new() { IsTooLong = true };
                }
            }

            var end = buffer.Length;
            return new() { _rented = buffer.Detach(), _length = end };
        }
    }
}
