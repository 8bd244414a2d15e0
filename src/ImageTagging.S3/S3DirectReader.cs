using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageTagging.S3;

/// <summary>
/// Reads objects whose keys start with '/'. Measured: the AWS SDK drops that slash from a path-style address that it signed, and the
/// store refuses the request. So the SDK signs only (a presigned address), and the path goes out exactly as the key is.
/// </summary>
internal sealed class S3DirectReader(IAmazonS3 client, S3SourceOptions options) : IDisposable
{
    private static readonly UriCreationOptions s_asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly TransportFactory s_ours = new();

    // A host's client may have a transport of its own, with its proxy and its certificates.
    private readonly HttpClientFactory _factory = client.Config?.HttpClientFactory ?? s_ours;
    private readonly Lazy<HttpClient> _http = new(() =>
        (client.Config.HttpClientFactory ?? s_ours).CreateHttpClient(client.Config)
    );

    /// <summary>Tells if a key has to be read here.</summary>
    public static bool Takes(string key) => key.StartsWith('/');

    public async Task<GetObjectResponse> GetAsync(ImageListing image, ByteRange? range, CancellationToken cancellationToken)
    {
        var sign = new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = image.Key,
            VersionId = image.VersionId,
            Verb = HttpVerb.GET,
            // Counted by the SDK from the machine's clock, as it does for every other request.
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        };
        // As headers, not as parameters: every compatible store reads those.
        using var message = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        foreach (
            var (name, value) in new[]
            {
                ("x-amz-request-payer", options.RequesterPays ? "requester" : null),
                ("x-amz-expected-bucket-owner", options.ExpectedBucketOwner),
            }
        )
        {
            if (value is not null)
            {
                sign.Headers[name] = value;
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (S3ImageSource.ETag(image) is { } etag)
        {
            message.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        if (range is not null)
        {
            message.Headers.Range = new(range.Start, range.End);
        }

        message.RequestUri = await AddressAsync(sign).ConfigureAwait(false);
        var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        try
        {
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            {
                throw await FaultAsync(answer, cancellationToken).ConfigureAwait(false);
            }

            return new GetObjectResponse
            {
                ResponseStream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false),
                ContentLength = answer.Content.Headers.ContentLength ?? image.Size,
                HttpStatusCode = answer.StatusCode,
            };
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_http.IsValueCreated && _factory.DisposeHttpClientsAfterUse(client.Config))
        {
            _http.Value.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _http
                .Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("it did not answer in time", fault);
        }
    }

    private async Task<Uri> AddressAsync(GetPreSignedUrlRequest sign)
    {
        var place = client.Config.DetermineServiceOperationEndpoint(
            new ServiceOperationEndpointParameters(new GetObjectRequest { BucketName = sign.BucketName, Key = sign.Key })
        );
        sign.Protocol = place.URL.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? Protocol.HTTP : Protocol.HTTPS;
        var signed = await client.GetPreSignedURLAsync(sign).ConfigureAwait(false);
        var path = string.Join('/', sign.Key.Split('/').Select(Uri.EscapeDataString));
        var query = signed[signed.IndexOf('?', StringComparison.Ordinal)..];
        return new Uri(place.URL.TrimEnd('/') + "/" + path + query, s_asWritten);
    }

    private static async Task<AmazonS3Exception> FaultAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        XElement? told = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
            told = XElement.Load(reader);
        }
        catch (XmlException)
        {
            // A gateway's page; the status says what there is to say.
        }

        var code = told?.Name.LocalName == "Error" ? told.Element("Code")?.Value : null;
        var message = code is null ? null : told!.Element("Message")?.Value;
        answer.Headers.TryGetValues("x-amz-request-id", out var id);
        return new AmazonS3Exception(
            message ?? string.Create(CultureInfo.InvariantCulture, $"the store answered {(int)answer.StatusCode}"),
            (int)answer.StatusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
            code ?? "",
            id?.FirstOrDefault(),
            answer.StatusCode
        );
    }
}
