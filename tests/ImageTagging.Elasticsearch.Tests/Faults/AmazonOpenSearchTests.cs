using System.Security.Cryptography;
using Amazon.Runtime;
using ImageTagging.Testing;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class AmazonOpenSearchTests : IDisposable
{
    private const string Domain = "https://search-photos-abc.eu-central-1.es.amazonaws.com/images";
    private const string DualStack = "https://search-photos-abc.aos.us-west-2.on.aws/images";
    private const string Collection = "https://abc.us-west-2.aoss.amazonaws.com/images";
    private readonly FakeNode _node = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(Domain, "es", "eu-central-1", false)]
    [InlineData(Domain, "es", "eu-central-1", true)]
    [InlineData(DualStack, "es", "us-west-2", false)]
    public async Task Every_request_is_signed_over_the_bytes_that_are_sent(
        string address,
        string service,
        string region,
        bool compressed
    )
    {
        var verifier = new SigV4Verifier(service) { Region = region };
        verifier.Add(new("AKIDEXAMPLE", "wJalrXUtnFEMI"));
        var verdicts = new List<SigV4Verdict>();
        var options = new ElasticsearchIndexOptions { CompressRequests = compressed }.UseAddress(address);
        options.SignForAmazonOpenSearch(credentials: new BasicAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI"));
        var sign = options.WrapHandler!;
        options.WrapHandler = inner =>
        {
            inner.Dispose();
            return sign(new Verifying(verifier, verdicts) { InnerHandler = _node });
        };
        using var index = new ElasticsearchTagIndex(options);
        await index.EnsureReadyAsync(Cancel);
        await index.WriteAsync(BulkFaultTests.Creates(20), Cancel);
        await index.RefreshAsync(Cancel);

        Assert.Equal(_node.Requests.Count, verdicts.Count);
        Assert.All(verdicts, v => Assert.True(v.Code is null, $"{v.Code}: {v.Message}"));
        Assert.All(
            _node.Requests,
            r => Assert.Matches("^[0-9a-f]{64}$", r.Message.Headers.GetValues("x-amz-content-sha256").Single())
        );
    }

    [Fact]
    public void A_host_that_tells_no_region_wants_one_named()
    {
        var options = new ElasticsearchIndexOptions().UseAddress("https://search.example.com/images");
        options.SignForAmazonOpenSearch("eu-west-1", new BasicAWSCredentials("a", "b"));
        Assert.NotNull(options.WrapHandler);
        Assert.True(options.BulkBytes <= 10 << 20);
    }

    [Theory]
    [InlineData(Domain, true)]
    [InlineData(DualStack, true)]
    [InlineData("https://search-a.cn-north-1.es.amazonaws.com.cn/images", true)]
    [InlineData(Collection, false)]
    [InlineData("https://es.amazonaws.com.example.org/images", false)]
    public void A_domain_is_known_by_its_host_name(string address, bool isDomain) =>
        Assert.Equal(isDomain, AmazonOpenSearchExtensions.IsAmazonOpenSearch(new Uri(address)));

    [Theory]
    [InlineData(Collection)]
    [InlineData("https://abc.aoss.us-west-2.on.aws/images")]
    public void A_serverless_collection_is_refused_in_one_sentence(string address)
    {
        var options = new ElasticsearchIndexOptions().UseAddress(address);
        var fault = Assert.Single(options.Validate());
        Assert.Contains("Serverless cannot hold this index", fault, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ElasticsearchTagIndex(options));
    }

    private sealed class Verifying(SigV4Verifier verifier, List<SigV4Verdict> verdicts) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            lock (verdicts)
            {
                verdicts.Add(verifier.Verify(Received(request, body)));
            }

            return await base.SendAsync(request, cancellationToken);
        }

        private static SigV4Request Received(HttpRequestMessage request, byte[] body)
        {
            var headers = request
                .Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value), StringComparer.Ordinal);
            headers["host"] = request.RequestUri!.Authority;
            return new(
                request.Method.Method,
                request.RequestUri.AbsolutePath,
                request.RequestUri.Query.TrimStart('?'),
                headers,
                Convert.ToHexStringLower(SHA256.HashData(body))
            );
        }
    }
}
