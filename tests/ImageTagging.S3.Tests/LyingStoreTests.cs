using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.S3.Tests;

/// <summary>Answers that no honest store gives: none crashes, hangs or fills the memory, and none passes for a picture or for an end.</summary>
public sealed class LyingStoreTests
{
    private const string Unreadable = "UnreadableAnswer";
    private const string Listed = "listed";
    private const string Gap = "gap";

    private static readonly ImageListing s_picture = new()
    {
        Key = "a.jpg",
        Location = "s3://pictures/a.jpg",
        Size = 5,
        ModifiedAt = DateTimeOffset.UnixEpoch,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<Size>-5</Size>", Gap)]
    [InlineData("<Size>five</Size>", Unreadable)]
    [InlineData("<Size>99999999999999999999</Size>", Unreadable)]
    [InlineData("<Size>1e3</Size>", Unreadable)]
    [InlineData("<Size/>", Unreadable)]
    [InlineData("<LastModified>yesterday</LastModified>", Unreadable)]
    [InlineData("<LastModified>0001-01-01T00:00:00+14:00</LastModified>", Listed)]
    [InlineData("<LastModified>9999-12-31T23:59:59-14:00</LastModified>", Unreadable)]
    [InlineData("<LastModified/>", Unreadable)]
    [InlineData("<Key/>", Unreadable)]
    [InlineData("<Name>b.jpg</Name>", Unreadable)]
    [InlineData("<ETag/>", Listed)]
    [InlineData("<ETag>a&#10;X-Other: b</ETag>", Listed)]
    [InlineData("<ETag>\"é\"</ETag>", Listed)]
    [InlineData("<StorageClass>&#27;[2J</StorageClass>", Listed)]
    [InlineData("<RestoreStatus><RestoreExpiryDate>never</RestoreExpiryDate></RestoreStatus>", Unreadable)]
    [InlineData("<RestoreStatus><IsRestoreInProgress>perhaps</IsRestoreInProgress></RestoreStatus>", Unreadable)]
    [InlineData("<Owner><Owner><Owner/></Owner></Owner>", Listed)]
    public async Task An_object_that_is_told_wrongly_is_never_taken_for_what_it_is_not(string members, string expected)
    {
        var hasKey = members.Contains("<Key", StringComparison.Ordinal) || members.Contains("<Name", StringComparison.Ordinal);
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page(
                "<IsTruncated>false</IsTruncated>"
                    + ScriptedStore.Contents("<Key>a.jpg</Key>")
                    + ScriptedStore.Contents((hasKey ? "" : "<Key>b.jpg</Key>") + members)
                    + ScriptedStore.Contents("<Key>c.jpg</Key>")
            )
        );
        using var source = store.Source();
        if (expected == Unreadable)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => ListAsync(source));
            Assert.Equal((FailureKind.Transient, Unreadable), (fault.Kind, fault.Code));
            return;
        }

        var entries = await ListAsync(source);
        Assert.Equal(["a.jpg", "b.jpg", "c.jpg"], entries.Select(e => e is ListingGap gap ? gap.Prefix : ((ImageListing)e).Key));
        Assert.Equal(expected == Gap, entries[1] is ListingGap);
        // What is told of a version goes back in a header, and into an index.
        Assert.All(
            entries.OfType<ImageListing>(),
            l => Assert.True(l.Version is null || l.Version.All(c => c is > ' ' and < '\u007F'))
        );
    }

    [Fact]
    public async Task A_version_as_long_as_a_book_is_none()
    {
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page(
                "<IsTruncated>false</IsTruncated>"
                    + ScriptedStore.Contents("<Key>a.jpg</Key><ETag>" + new string('e', 1_000_000) + "</ETag>")
            )
        );
        using var source = store.Source();
        var listing = Assert.IsType<ImageListing>(Assert.Single(await ListAsync(source)));
        Assert.Null(listing.Version);
        Assert.Empty(listing.Contents);
    }

    [Fact]
    public async Task A_key_as_long_as_a_book_is_told_and_no_picture()
    {
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "a.jpg", new string('k', 1_000_000) + ".jpg", "z.jpg")
        );
        using var source = store.Source(o => o.Suffixes.Clear());
        var entries = await ListAsync(source);
        Assert.Equal(3, entries.Count);
        Assert.InRange(Assert.IsType<ListingGap>(entries[1]).Prefix.Length, 1, 5_000);
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("C:\\b")]
    [InlineData("b\u001b[2J\r\n")]
    public async Task A_key_is_no_path_and_is_kept_as_it_is(string start)
    {
        var key = start + ".jpg";
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page(
                "<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>",
                Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)
            )
        );
        using var source = store.Source();
        var listing = Assert.IsType<ImageListing>(Assert.Single(await ListAsync(source)));
        Assert.Equal(key, listing.Key);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // Whoever writes by key refuses it, or writes below its own folder.
            var report = await new ImageDownloader(source, Path.Join(folder.FullName, "into")).DownloadAsync(
                new(),
                cancellationToken: Cancel
            );
            Assert.DoesNotContain(
                Directory.EnumerateFileSystemEntries(folder.FullName),
                p => !p.EndsWith("into", StringComparison.Ordinal)
            );
            Assert.Equal(1, report.Failures.Count + (int)report.Downloaded);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Last-Modified", "yesterday", false)]
    [InlineData("x-amz-missing-meta", "many", false)]
    [InlineData("x-amz-mp-parts-count", "many", false)]
    [InlineData("x-amz-checksum-sha256", "no base64", true)]
    [InlineData("x-amz-checksum-sha256", "YWJj", true)]
    [InlineData("x-amz-checksum-sha256", "$", true)]
    [InlineData("x-amz-restore", "nonsense", true)]
    [InlineData("x-amz-restore", "ongoing-request=\"false\", expiry-date=\"never\"", true)]
    [InlineData("x-amz-storage-class", "?", true)]
    [InlineData("ETag", "\u00ff\u0001", true)]
    [InlineData("Expires", "never", true)]
    public async Task Headers_that_say_nothing_are_passed_over_or_a_fault_of_that_picture(string name, string value, bool isRead)
    {
        using var store = new ScriptedStore(_ =>
            new("12345") { Headers = [("ETag", "\"e\""), ("Last-Modified", "Mon, 06 May 2024 07:08:09 GMT"), (name, value)] }
        );
        using var source = store.Source();
        if (!isRead)
        {
            foreach (
                var ask in new Func<Task>[]
                {
                    async () => await source.FindAsync("a.jpg", Cancel),
                    async () => await source.OpenReadAsync(s_picture, Cancel),
                }
            )
            {
                var fault = await Assert.ThrowsAsync<ImageTaggingException>(ask);
                Assert.Equal((FailureKind.Transient, Unreadable, "a.jpg"), (fault.Kind, fault.Code, fault.Image?.Key));
            }

            return;
        }

        var listing = (await source.FindAsync("a.jpg", Cancel))!;
        Assert.Equal(5, listing.Size);
        // An index reads back what it stores.
        Assert.All(listing.Contents, id => Assert.Equal(id, ContentId.Parse(id.Text)));
    }

    public static TheoryData<string, string> Documents =>
        new()
        {
            {
                "entities of entities",
                "<!DOCTYPE a [<!ENTITY a \"xxxxxxxxxx\">"
                    + string.Concat(
                        Enumerable
                            .Range(1, 9)
                            .Select(i =>
                                $"<!ENTITY {(char)('a' + i)} \"{string.Concat(Enumerable.Repeat($"&{(char)('a' + i - 1)};", 10))}\">"
                            )
                    )
                    + "]>"
                    + Page("<Contents><Key>&j;</Key><Size>5</Size></Contents>")
            },
            {
                "a file's text",
                "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + Page("<Contents><Key>&f;</Key></Contents>")
            },
            { "depth", Page(string.Concat(Enumerable.Repeat("<a>", 20_000)) + string.Concat(Enumerable.Repeat("</a>", 20_000))) },
            {
                "depth of known members",
                Page(
                    string.Concat(Enumerable.Repeat("<Contents><Owner>", 20_000))
                        + string.Concat(Enumerable.Repeat("</Owner></Contents>", 20_000))
                )
            },
            { "an end too early", Page("<Contents><Key>a.jpg</Key>")[..^30] },
            { "another document", "<Error><Code>InternalError</Code><Message>with status 200</Message></Error>" },
        };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_hostile_document_is_a_fault_or_has_no_pictures(string named, string text)
    {
        using var store = new ScriptedStore(_ => new(text));
        using var source = store.Source();
        try
        {
            Assert.True((await ListAsync(source)).Count == 0, $"{named} passed for a picture.");
        }
        catch (ImageTaggingException fault)
        {
            Assert.Equal(FailureKind.Transient, fault.Kind);
        }

        // The same where a fault is told, whose words go into a message.
        using var failing = new ScriptedStore(_ => new(text, HttpStatusCode.InternalServerError));
        using var other = failing.Source();
        var told = await Assert.ThrowsAsync<ImageTaggingException>(() => ListAsync(other));
        Assert.Equal(FailureKind.Transient, told.Kind);
        Assert.InRange(told.Message.Length, 1, 500);
        Assert.DoesNotContain("root:", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("/a.jpg")]
    [InlineData(null)]
    public async Task What_a_store_says_of_a_fault_is_one_short_line(string? key)
    {
        using var store = new ScriptedStore(_ =>
            new(
                "<Error><Code>Bad&#27;[2J</Code><Message>one&#10;two&#27;[31m\u202E"
                    + new string('x', 5_000)
                    + "</Message><RequestId>r&#10;q</RequestId></Error>",
                HttpStatusCode.BadRequest
            )
        );
        using var source = store.Source();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            if (key is null)
            {
                await ListAsync(source);
            }
            else
            {
                await source.OpenReadAsync(s_picture with { Key = key }, Cancel);
            }
        });
        Assert.InRange(fault.Message.Length, 1, 500);
        Assert.DoesNotContain(fault.Message + fault.Code + fault.RequestId, c => char.IsControl(c) || c == '\u202E');
    }

    [Theory]
    [InlineData("list", 200)]
    [InlineData("list", 500)]
    [InlineData("a.jpg", 403)]
    [InlineData("/a.jpg", 403)]
    public async Task An_answer_without_end_is_given_up_before_it_fills_the_memory(string what, int status)
    {
        using var endless = new Endless(status == 200 ? Page("")[..^20] : "<Error><Code>Odd</Code>");
        using var store = new AnswerLimits(new Answering((HttpStatusCode)status, endless));
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("KEY", "secret"),
            new AmazonS3Config
            {
                ServiceURL = "http://store.test",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
                HttpClientFactory = new Handing(store),
            }
        );
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            if (what == "list")
            {
                await ListAsync(source);
            }
            else
            {
                await source.OpenReadAsync(s_picture with { Key = what }, Cancel);
            }
        });
        // A page at the most, and what a reader reads ahead.
        Assert.InRange(endless.Given, 1, 20_000_000);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("a.jpg")]
    [InlineData("/a.jpg")]
    public async Task A_store_that_stops_in_the_middle_of_an_answer_is_passing(string what)
    {
        var begun = new TaskCompletionSource();
        await using var store = await StoreAsync(async context =>
        {
            context.Response.ContentLength = what == "list" ? null : 5;
            await context.Response.WriteAsync(what == "list" ? Page("")[..^20] : "12");
            await context.Response.Body.FlushAsync();
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var time = new FakeTimeProvider();
        using var client = Client(store);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" }, time);
        var asked = Task.Run(
            async () =>
            {
                if (what == "list")
                {
                    await ListAsync(source);
                }
                else
                {
                    using var picture = new ImageToTag(source, s_picture with { Key = what });
                    await picture.GetBytesAsync(Cancel);
                }
            },
            Cancel
        );
        await begun.Task.WaitAsync(Cancel);
        // Put forward until whoever waits has begun to wait.
        while (!asked.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => asked);
        Assert.Equal(FailureKind.Transient, fault.Kind);
        Assert.Contains("seconds", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_signature_and_no_session_token_is_sent_on_to_another_host(int status)
    {
        var reached = 0;
        await using var other = await StoreAsync(context =>
        {
            Interlocked.Increment(ref reached);
            return context.Response.WriteAsync(Page(""));
        });
        // The SDK takes any host for Amazon's that begins as one of S3 does.
        var place = Address(other).Replace("127.0.0.1", "s3.x.localhost", StringComparison.Ordinal);
        await using var store = await StoreAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = place + context.Request.Path + context.Request.QueryString;
            return context.Response.WriteAsync(
                "<Error><Code>TemporaryRedirect</Code><Endpoint>s3.x.localhost</Endpoint></Error>"
            );
        });
        using var client = Client(store);
        using var source = new S3ImageSource(client, new S3SourceOptions { Bucket = "pictures" });
        foreach (
            var ask in new Func<Task>[]
            {
                () => ListAsync(source),
                async () => await source.FindAsync("a.jpg", Cancel),
                async () => await source.OpenReadAsync(s_picture, Cancel),
                async () => await source.OpenReadAsync(s_picture with { Key = "/a.jpg" }, Cancel),
                async () => await source.WriteAsync("new.jpg", new MemoryStream([1]), "image/jpeg", Cancel),
            }
        )
        {
            await Assert.ThrowsAsync<ImageTaggingException>(ask);
        }

        Assert.Equal(0, reached);
    }

    private static string Page(string members) =>
        $"<ListBucketResult><Name>pictures</Name><IsTruncated>false</IsTruncated>{members}</ListBucketResult>";

    private static async Task<IReadOnlyList<SourceEntry>> ListAsync(S3ImageSource source) =>
        await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);

    private static string Address(WebApplication server) =>
        server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    // As the package makes its own.
    private static AmazonS3Client Client(WebApplication store) =>
        new(
            new SessionAWSCredentials("KEY", "secret", "token"),
            new AmazonS3Config
            {
                ServiceURL = Address(store),
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
                HttpClientFactory = new TransportFactory(),
            }
        );

    private static async Task<WebApplication> StoreAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Cancel);
        return server;
    }

    private sealed class Handing(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Answering(HttpStatusCode status, Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { RequestMessage = request, Content = new StreamContent(body) });
    }

    /// <summary>A beginning, and then objects without end; what would fill the memory is an end for the test's sake.</summary>
    private sealed class Endless(string beginning) : MemoryStream
    {
        private readonly byte[] _begin = Encoding.UTF8.GetBytes(beginning);
        private readonly byte[] _more = Encoding.UTF8.GetBytes(ScriptedStore.Contents("<Key>a.txt</Key>"));

        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (Given > 100_000_000)
            {
                return 0;
            }

            for (var i = 0; i < buffer.Length; i++, Given++)
            {
                buffer[i] = Given < _begin.Length ? _begin[Given] : _more[(Given - _begin.Length) % _more.Length];
            }

            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer.AsSpan(offset, count)));
    }
}
