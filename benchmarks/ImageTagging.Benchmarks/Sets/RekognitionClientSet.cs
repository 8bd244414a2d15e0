using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using ImageTagging.Rekognition;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>What a DetectLabels call costs the process that makes it, beside a bare POST and AWS's own signing handler.</summary>
internal sealed class RekognitionClientSet : IBenchmarkSet
{
    private const int Rounds = 5;
    private const string Body =
        """{"Image":{"S3Object":{"Bucket":"pictures","Name":"2026/11/23/000000001.jpg"}},"MaxLabels":10,"MinConfidence":75}""";

    public string Name => "rekognition-client";

    public string Title => "CPU and memory of a DetectLabels call";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var calls = run.Count(10_000);
        await using var child = ChildProcess.Start("rekognition-double", ["0"]);
        var address = new Uri((await child.ReadLineAsync(cancellationToken))!);
        var plain = new Uri((await child.ReadLineAsync(cancellationToken))!);
        var credentials = new BasicAWSCredentials(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey);

        using var client = new RekognitionClient(
            new()
            {
                Region = "us-east-1",
                ServiceUrl = address.ToString(),
                Credentials = credentials,
            }
        );
        var tagger = new RekognitionLabelTagger(client, new() { Transfer = ImageTransfer.Reference });
        var source = new FakeImageSource("s3://pictures");
        var listing = source.Put("2026/11/23/000000001.jpg", new byte[100], versionId: "v1");
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var signed = new HttpClient(
            new SigV4SigningHandler(
                credentials,
                RegionEndpoint.USEast1,
                "rekognition",
                new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }
            )
        );

        foreach (var workers in (int[])[1, 16])
        {
            await ReportAsync("bare POST", () => PostAsync(bare, plain), null, null);
            await ReportAsync("POST signed by AWS's handler", () => PostAsync(signed, plain), null, null);
            await ReportAsync(
                "DetectLabels by the tagger",
                async () =>
                {
                    using var image = new ImageToTag(source, listing);
                    await tagger.TagAsync(image, cancellationToken);
                },
                Bar.Under(350),
                Bar.Under(25_000)
            );

            async Task ReportAsync(string name, Func<Task> call, Bar? cpu, Bar? memory)
            {
                var figures = new List<(double Microseconds, double Bytes)>();
                await ManyAsync(call, calls / 5, workers);
                for (var round = 0; round < Rounds; round++)
                {
                    figures.Add(await MeasureAsync(call, calls, workers));
                }

                var median = Rounds / 2;
                run.Report(
                    $"{name}, {workers} at once, CPU a call",
                    figures.Select(f => f.Microseconds).Order().ElementAt(median),
                    "µs",
                    cpu
                );
                run.Report(
                    $"{name}, {workers} at once, allocated a call",
                    figures.Select(f => f.Bytes).Order().ElementAt(median),
                    "bytes",
                    memory
                );
            }
        }

        await child.EndAsync(cancellationToken);
    }

    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(Func<Task> call, int calls, int workers)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (cpu, bytes) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        await ManyAsync(call, calls, workers);
        process.Refresh();
        return (
            (process.TotalProcessorTime - cpu).TotalMicroseconds / calls,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)calls
        );
    }

    private static Task ManyAsync(Func<Task> call, int calls, int workers)
    {
        var left = calls;
        return Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(async _ =>
                {
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        await call();
                    }
                })
        );
    }

    private static async Task PostAsync(HttpClient http, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "RekognitionService.DetectLabels");
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
    }
}
