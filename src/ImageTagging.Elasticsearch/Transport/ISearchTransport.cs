namespace ImageTagging.Elasticsearch;

/// <summary>Carries one request to a search server and its answer back: the seam behind which a host's own client can stand.</summary>
/// <remarks>
/// One call of <see cref="SendAsync"/> is one attempt; retries are the index's. An implementation may try another node only
/// where it is certain that the first has not seen the request. Threads share it.
/// </remarks>
public interface ISearchTransport
{
    /// <summary>The address for messages, without credentials.</summary>
    string Address { get; }

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The server's answer, whatever its status; the caller disposes it.</returns>
    /// <exception cref="ImageTaggingException">
    /// There is no answer. <see cref="ImageTaggingException.MayHaveCost"/> tells whether the server may have carried the request out.
    /// </exception>
    ValueTask<SearchServerResponse> SendAsync(SearchCall call, CancellationToken cancellationToken = default);
}
