using System.Security.Cryptography;

namespace ImageTagging.Elasticsearch.Aws;

/// <summary>
/// States the hash of the body as it goes over the wire, compressed where it is: the service checks the header,
/// and the signer need not read the body again.
/// </summary>
internal sealed class BodyHashHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Header = "x-amz-content-sha256";
    private static readonly string s_empty = Convert.ToHexStringLower(SHA256.HashData([]));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(Header);
        request.Headers.TryAddWithoutValidation(
            Header,
            await HashAsync(request.Content, cancellationToken).ConfigureAwait(false)
        );
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> HashAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return s_empty;
        }

        // Bodies lie in memory, so that their stream can be had more than once.
        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        stream.Position = 0;
        var hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        stream.Position = 0;
        return Convert.ToHexStringLower(hash);
    }
}
