using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using Amazon.S3;
using Amazon.S3.Model;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// The same requests with nothing around them: pages of the bucket, a signed POST for each key, bulk requests of lines made
/// before over two connections. It plans nothing, reads no label, makes no record, and forgets everything where it fails.
/// </summary>
internal sealed class EndToEndBareLoop(AmazonS3Client s3, string service, Uri search, Dictionary<string, byte[]> lines)
    : IDisposable
{
    public const string Index = "end-to-end-bare";
    private const int BulkRecords = 1_000;
    private readonly HttpClient _search = new() { BaseAddress = search };
    private readonly HttpClient _service = new(
        new SigV4SigningHandler(
            new BasicAWSCredentials(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey),
            RegionEndpoint.USEast1,
            "rekognition",
            new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }
        )
    );

    /// <summary>Seconds for everything.</summary>
    public async Task<double> RunAsync(CancellationToken cancellationToken)
    {
        var keys = Channel.CreateBounded<string>(1_000);
        var answered = Channel.CreateBounded<string>(4 * BulkRecords);
        var started = Stopwatch.GetTimestamp();
        var posting = Task.WhenAll(BulkAsync(answered.Reader, cancellationToken), BulkAsync(answered.Reader, cancellationToken));
        var calling = Task.WhenAll(
            Enumerable
                .Range(0, EndToEndSet.Concurrency)
                .Select(_ => Task.Run(() => CallAsync(keys.Reader, answered.Writer, cancellationToken), cancellationToken))
        );
        var request = new ListObjectsV2Request { BucketName = EndToEndChild.Bucket };
        do
        {
            var page = await s3.ListObjectsV2Async(request, cancellationToken);
            foreach (var item in page.S3Objects)
            {
                await keys.Writer.WriteAsync(item.Key, cancellationToken);
            }

            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);

        keys.Writer.Complete();
        await calling;
        answered.Writer.Complete();
        await posting;
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose()
    {
        _service.Dispose();
        _search.Dispose();
    }

    private async Task CallAsync(ChannelReader<string> keys, ChannelWriter<string> answered, CancellationToken cancellationToken)
    {
        await foreach (var key in keys.ReadAllAsync(cancellationToken))
        {
            var body =
                $$"""{"Image":{"S3Object":{"Bucket":"{{EndToEndChild.Bucket}}","Name":"{{JsonEncodedText.Encode(key)}}"} },"MaxLabels":10,"MinConfidence":75}""";
            using var request = new HttpRequestMessage(HttpMethod.Post, service)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            request.Headers.TryAddWithoutValidation("X-Amz-Target", "RekognitionService.DetectLabels");
            using var answer = await _service.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            _ = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            await answered.WriteAsync(key, cancellationToken);
        }
    }

    private async Task BulkAsync(ChannelReader<string> answered, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var records = 0;
        await foreach (var key in answered.ReadAllAsync(cancellationToken))
        {
            body.Write(lines[key]);
            if (++records == BulkRecords)
            {
                await PostAsync();
            }
        }

        if (records > 0)
        {
            await PostAsync();
        }

        async Task PostAsync()
        {
            using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await _search.PostAsync("_bulk", content, cancellationToken);
            answer.EnsureSuccessStatusCode();
            _ = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            body.SetLength(0);
            records = 0;
        }
    }
}
