using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using ImageTagging.Testing;

namespace ImageTagging.S3.Tests;

/// <summary>What a bucket may do instead of answering, and what is said of it.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];

    private S3Double _store = null!;
    private S3DoubleBucket _bucket = null!;
    private AmazonS3Client _client = null!;
    private S3ImageSource _source = null!;

    public static TheoryData<string> Keys => ["a.jpg", "/lead.jpg"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await S3Double.StartAsync();
        _bucket = _store.CreateBucket("pictures");
        _bucket.Put("a.jpg", s_bytes);
        _bucket.Put("/lead.jpg", s_bytes);
        _client = S3Doubles.Client(_store.Address);
        _source = new S3ImageSource(_client, new S3SourceOptions { Bucket = "pictures" });
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        _client.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public void A_missing_region_names_the_bucket_that_has_none()
    {
        var told = S3Faults.OfClient(
            new AmazonClientException("No RegionEndpoint or ServiceURL configured"),
            new S3SourceOptions { Bucket = "holiday-pictures" }
        );
        Assert.Equal(ErrorCodes.NoRegion, told.Code);
        Assert.Contains("for the bucket 'holiday-pictures';", told.Message, StringComparison.Ordinal);
        Assert.Contains("S3SourceOptions.Region", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_fault_of_one_object_has_its_kind_and_the_others_are_read(string key)
    {
        var listing = await ListedAsync(key);
        var other = await ListedAsync(key == "a.jpg" ? "/lead.jpg" : "a.jpg");
        foreach (
            var (fault, kind, code) in new[]
            {
                (S3DoubleFault.AccessDenied, FailureKind.Refused, "AccessDenied"),
                (S3DoubleFault.SlowDown, FailureKind.Throttled, "SlowDown"),
                (Error(400, "RequestLimitExceeded"), FailureKind.Throttled, "RequestLimitExceeded"),
                (Error(500, "SlowDown"), FailureKind.Throttled, "SlowDown"),
                (Error(500, "InternalError"), FailureKind.Transient, "InternalError"),
                (S3DoubleFault.ExpiredToken, FailureKind.SetUp, "ExpiredToken"),
            }
        )
        {
            _store.Fault = r => r.Operation == "GetObject" && r.Key == key ? fault : null;
            var told = await FaultAsync(listing);
            Assert.Equal((kind, code, key), (told.Kind, told.Code, told.Image?.Key ?? key));
            Assert.Equal(s_bytes, await ReadAsync(other));
        }

        _store.Fault = null;
        Assert.Equal(s_bytes, await ReadAsync(listing));
    }

    [Theory]
    [InlineData("a.jpg", "ARCHIVE_ACCESS")]
    [InlineData("/lead.jpg", "DEEP_ARCHIVE_ACCESS")]
    public async Task An_archive_tier_of_intelligent_tiering_needs_a_restore_and_no_permission(string key, string tier)
    {
        _bucket.Put(key, s_bytes, o => o with { StorageClass = "INTELLIGENT_TIERING", ArchiveStatus = tier });
        // The listing does not tell a tier from the next; who reads is told.
        var listing = await ListedAsync(key);
        Assert.Null(listing.Unreadable);
        var fault = await FaultAsync(listing);
        Assert.Equal((FailureKind.NeedsRestore, "Archived", key), (fault.Kind, fault.Code, fault.Image?.Key));
        Assert.DoesNotContain("Allow", fault.Message, StringComparison.Ordinal);

        if (key == "a.jpg")
        {
            // Looked up by itself it is known, and not asked for again.
            var found = (await _source.FindAsync(key, Cancel))!;
            Assert.Equal(FailureKind.NeedsRestore, found.Unreadable?.Kind);
            var before = _store.Requests.Count;
            Assert.Equal(FailureKind.NeedsRestore, (await FaultAsync(found)).Kind);
            Assert.Equal(before, _store.Requests.Count);
        }

        // Restored, it is back in the frequent tier.
        _bucket.Put(key, s_bytes, o => o with { StorageClass = "INTELLIGENT_TIERING" });
        Assert.Equal(s_bytes, await ReadAsync(await ListedAsync(key)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_connection_that_breaks_in_the_middle_of_an_object_is_an_io_fault_never_a_short_picture(string key)
    {
        var listing = await ListedAsync(key);
        _store.Fault = r => r.Operation == "GetObject" ? S3DoubleFault.Reset : null;
        await using (var stream = await _source.OpenReadAsync(listing, Cancel))
        {
            await Assert.ThrowsAnyAsync<IOException>(async () => await stream.CopyToAsync(Stream.Null, Cancel));
        }

        _store.Fault = null;
        Assert.Equal(s_bytes, await ReadAsync(listing));
    }

    [Fact]
    public async Task A_listing_whose_connection_breaks_is_passing()
    {
        _store.Fault = _ => S3DoubleFault.Reset;
        var fault = await ListFaultAsync(_source);
        Assert.Equal((FailureKind.Transient, "Unreachable"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_listed_names_the_permission()
    {
        _store.Fault = _ => S3DoubleFault.AccessDenied;
        var fault = await ListFaultAsync(_source);
        Assert.Equal((FailureKind.SetUp, "AccessDenied"), (fault.Kind, fault.Code));
        Assert.Contains("Allow s3:ListBucket on arn:aws:s3:::pictures", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_of_another_region_names_it_and_one_that_is_not_there_is_told()
    {
        _store.CreateBucket("far", "eu-central-1");
        using var far = new S3ImageSource(_client, new S3SourceOptions { Bucket = "far" });
        var fault = await ListFaultAsync(far);
        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("is in eu-central-1", fault.Message, StringComparison.Ordinal);

        using var none = new S3ImageSource(_client, new S3SourceOptions { Bucket = "none" });
        fault = await ListFaultAsync(none);
        Assert.Equal((FailureKind.SetUp, "NoSuchBucket"), (fault.Kind, fault.Code));
    }

    [Theory]
    [InlineData("ListObjectsV2", "a.jpg")]
    [InlineData("GetObject", "a.jpg")]
    [InlineData("GetObject", "/lead.jpg")]
    public async Task Credentials_that_were_renewed_are_taken_by_the_next_request(string operation, string key)
    {
        var credentials = new Renewed();
        using var client = new AmazonS3Client(credentials, (AmazonS3Config)_client.Config);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        var listing = (await source.FindAsync(key, Cancel))!;
        credentials.Secret = "expired";
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await AskAsync());
        Assert.Equal(FailureKind.SetUp, fault.Kind);
        credentials.Secret = "testsecret";
        await AskAsync();

        async Task AskAsync()
        {
            if (operation == "GetObject")
            {
                await using var stream = await source.OpenReadAsync(listing, Cancel);
            }
            else
            {
                await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);
            }
        }
    }

    [Theory]
    [InlineData(502, "<br>", FailureKind.Transient)]
    [InlineData(503, "", FailureKind.Throttled)]
    [InlineData(301, "<br>", FailureKind.SetUp)]
    [InlineData(407, "", FailureKind.SetUp)]
    [InlineData(200, "<br>", FailureKind.Transient)]
    [InlineData(200, "", FailureKind.Transient)]
    public async Task A_gateways_page_is_judged_by_its_status_and_no_redirect_is_followed(
        int status,
        string inside,
        FailureKind kind
    )
    {
        using var page = new Page((HttpStatusCode)status, $"<html><body>Welcome to the hotel{inside}</body></html>");
        using var client = ClientOf(page);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        var fault = await ListFaultAsync(source);
        Assert.Equal(kind, fault.Kind);
        Assert.DoesNotContain("<html", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["gateway.test"], page.Hosts);
    }

    [Fact]
    public async Task Members_of_a_listing_that_nobody_knows_are_passed_over()
    {
        using var page = new Page(
            HttpStatusCode.OK,
            """
            <ListBucketResult><Name>pictures</Name><New><Deep a="b">1</Deep><Key>no.jpg</Key></New><IsTruncated>false</IsTruncated>
            <Contents><Key>a.jpg</Key><Size>5</Size><Mood>good</Mood><Owner><New/></Owner><ETag>"0123456789abcdef0123456789abcdef"</ETag></Contents>
            </ListBucketResult>
            """
        );
        using var client = ClientOf(page);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        var listing = Assert.IsType<ImageListing>(
            Assert.Single(await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel))
        );
        Assert.Equal(("a.jpg", 5L), (listing.Key, listing.Size));
        Assert.Equal("0123456789abcdef0123456789abcdef", listing.Version);
    }

    [Fact]
    public async Task A_store_that_hangs_is_passing_and_not_taken_for_a_cancellation()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = $"http://{silent.LocalEndpoint}",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
                Timeout = TimeSpan.FromMilliseconds(300),
            }
        );
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        Assert.Equal(FailureKind.Transient, (await ListFaultAsync(source)).Kind);
        foreach (var key in new[] { "a.jpg", "/lead.jpg" })
        {
            var listing = await ListedAsync(key);
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.OpenReadAsync(listing, Cancel));
            Assert.Equal((FailureKind.Transient, "Unreachable"), (fault.Kind, fault.Code));
        }
    }

    private static AmazonS3Client ClientOf(Page page) =>
        new(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = "http://gateway.test",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
                HttpClientFactory = new Handing(page),
            }
        );

    private static S3DoubleFault Error(int status, string code) => new() { Status = status, Code = code };

    private static Task<ImageTaggingException> ListFaultAsync(S3ImageSource source) =>
        Assert.ThrowsAsync<ImageTaggingException>(async () => await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel));

    private async Task<ImageListing> ListedAsync(string key) =>
        await _source.ListAsync(KeyRange.All, Cancel).Cast<ImageListing>().SingleAsync(l => l.Key == key, Cancel);

    private async Task<byte[]> ReadAsync(ImageListing listing)
    {
        await using var stream = await _source.OpenReadAsync(listing, Cancel);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private Task<ImageTaggingException> FaultAsync(ImageListing listing) =>
        Assert.ThrowsAsync<ImageTaggingException>(async () => await ReadAsync(listing));

    private sealed class Renewed : AWSCredentials
    {
        public string Secret { get; set; } = "testsecret";

        public override ImmutableCredentials GetCredentials() => new("test", Secret, null);
    }

    private sealed class Handing(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Page(HttpStatusCode status, string text) : HttpMessageHandler
    {
        public List<string> Hosts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Hosts.Add(request.RequestUri!.Host);
            var answer = new HttpResponseMessage(status)
            {
                RequestMessage = request,
                Content = new StringContent(text, Encoding.UTF8, "text/html"),
            };
            answer.Headers.Location = status == HttpStatusCode.MovedPermanently ? new Uri("http://elsewhere.test/") : null;
            return Task.FromResult(answer);
        }
    }
}
