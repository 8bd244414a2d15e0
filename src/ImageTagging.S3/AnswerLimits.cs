using System.Web;

namespace ImageTagging.S3;

/// <summary>
/// Keeps answers within bounds before the SDK reads them, since it reads pages and faults whole: a store that never ends one would
/// fill the memory. Pictures are not cut here, they are read piece by piece.
/// </summary>
internal sealed class AnswerLimits(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The longest fault that is read: some lines of XML, or the page of a proxy.</summary>
    public const int MaxFault = 256 << 10;

    /// <summary>The longest page: 1,000 keys of 1,024 bytes, three characters a byte, take 4 MB.</summary>
    public const int MaxPage = 16 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // The SDK goes where it is sent on to, signature and session token along: within Amazon's hosts only.
        if (
            answer.Headers.Location is { } place
            && !(
                place.IsAbsoluteUri
                && AmazonHosts.IsAmazons(place.OriginalString)
                && AmazonHosts.IsAmazons(request.RequestUri?.OriginalString)
            )
        )
        {
            answer.Headers.Location = null;
        }

        var isPicture =
            answer.IsSuccessStatusCode
            && request.Method == HttpMethod.Get
            && HttpUtility.ParseQueryString(request.RequestUri?.Query ?? "")["list-type"] is null;
        if (!isPicture)
        {
            answer.Content = new Bounded(answer.Content, answer.IsSuccessStatusCode ? MaxPage : MaxFault);
        }

        return answer;
    }

    private sealed class Bounded : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly long _most;

        public Bounded(HttpContent inner, long most)
        {
            (_inner, _most) = (inner, most);
            foreach (var (name, values) in inner.Headers.NonValidated)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new BoundedStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _most);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var bounded = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await using (bounded.ConfigureAwait(false))
            {
                await bounded.CopyToAsync(stream).ConfigureAwait(false);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
