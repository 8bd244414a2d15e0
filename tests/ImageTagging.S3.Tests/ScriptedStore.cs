using System.Net;
using System.Text;
using System.Web;
using Amazon.Runtime;
using Amazon.S3;

namespace ImageTagging.S3.Tests;

/// <summary>A store that answers what a test writes, byte by byte, and notes what it was asked.</summary>
internal sealed class ScriptedStore(Func<ScriptedStore.Question, ScriptedStore.Answer> answer) : HttpMessageHandler
{
    private readonly List<Question> _questions = [];

    public IReadOnlyList<Question> Questions
    {
        get
        {
            lock (_questions)
            {
                return [.. _questions];
            }
        }
    }

    /// <summary>What hands the store to a client as its transport.</summary>
    public HttpClientFactory Factory => new Handing(this);

    /// <summary>A source over the store, without the SDK's own attempts.</summary>
    public S3ImageSource Source(Action<S3SourceOptions>? set = null)
    {
        var options = new S3SourceOptions { Bucket = "pictures" };
        set?.Invoke(options);
        return new(Client(), options);
    }

    public AmazonS3Client Client() =>
        new(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = "http://store.test",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                HttpClientFactory = new Handing(this),
            }
        );

    /// <summary>A page of a listing: its members as XML in front, then a picture of 5 bytes for each key.</summary>
    public static Answer Page(string members, params IEnumerable<string> keys) =>
        new(
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>pictures</Name>"
                + members
                + string.Concat(keys.Select(k => Contents($"<Key>{WebUtility.HtmlEncode(k)}</Key>")))
                + "</ListBucketResult>"
        );

    /// <summary>An object of a page, with members that are right unless they are given.</summary>
    public static string Contents(string members)
    {
        var all = new StringBuilder("<Contents>").Append(members);
        foreach (
            var (name, value) in new[]
            {
                ("Size", "5"),
                ("LastModified", "2024-05-06T07:08:09.000Z"),
                ("ETag", "\"0123456789abcdef0123456789abcdef\""),
                ("StorageClass", "STANDARD"),
            }
        )
        {
            if (!members.Contains($"<{name}", StringComparison.Ordinal))
            {
                all.Append($"<{name}>{WebUtility.HtmlEncode(value)}</{name}>");
            }
        }

        return all.Append("</Contents>").ToString();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Not at once: whoever asks for a page ahead must not be the one who answers it.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var question = new Question(request.Method.Method, request.RequestUri, query["start-after"], query["continuation-token"])
        {
            Owner = request.Headers.TryGetValues("x-amz-expected-bucket-owner", out var owner) ? owner.Single() : null,
            Range = request.Headers.Range?.ToString(),
        };
        lock (_questions)
        {
            _questions.Add(question);
        }

        var told = answer(question);
        var response = new HttpResponseMessage(told.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(told.Text)),
        };
        foreach (var (name, value) in told.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    /// <summary>What was asked.</summary>
    public sealed record Question(string Method, Uri Address, string? StartAfter, string? Token)
    {
        public string? Owner { get; init; }

        /// <summary>The bytes that are asked for; null for all.</summary>
        public string? Range { get; init; }
    }

    /// <summary>What is answered.</summary>
    public sealed record Answer(string Text, HttpStatusCode Status = HttpStatusCode.OK)
    {
        public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
    }

    private sealed class Handing(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
