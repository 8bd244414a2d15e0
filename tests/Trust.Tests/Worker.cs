using Amazon.Runtime;
using ImageTagging.Rekognition;
using ImageTagging.Testing;
using ImageTagging.Tests.Running;

namespace ImageTagging.Trust.Tests;

/// <summary>Carries out a job in a process of its own; tells each request to the index before it is made, and how the run ended.</summary>
internal static class Worker
{
    public const string Secret = "opens-nothing-but-a-double";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var job = TrustJob.Parse(arguments);
        var inner = Engines.Open(job.Engine, job.Location);
        try
        {
            Lock telling = new();
            var index = new FaultyIndex(inner)
            {
                OnAsk = asked =>
                {
                    lock (telling)
                    {
                        Console.WriteLine(asked);
                        Console.Out.Flush();
                    }
                },
            };
            var report = await RunAsync(job, index);
            Console.WriteLine(
                $"end {report.End} {report.Counts.Tagged} {report.Counts.Unchanged} {report.Counts.PaidCalls} {report.Counts.Left} {report.Counts.Failed}"
            );
            return 0;
        }
        catch (ImageTaggingException fault)
        {
            Console.WriteLine($"fault {fault.Code} {fault.Message}");
            return 3;
        }
        finally
        {
            await Engines.CloseAsync(inner);
        }
    }

    /// <summary>Runs a job once, in this process.</summary>
    public static async Task<RunReport> RunAsync(
        TrustJob job,
        ITagIndex index,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using var client = new RekognitionClient(
            new()
            {
                Region = "us-east-1",
                ServiceUrl = job.ServiceUrl,
                Credentials = new BasicAWSCredentials(
                    job.AccessKey,
                    job.AccessKey == RekognitionDouble.AccessKey ? RekognitionDouble.SecretKey : Secret
                ),
            }
        );
        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .From(job.OpenSource())
            .TagWith(new RekognitionLabelTagger(client, new() { CallsPerSecond = 10_000 }))
            .IndexInto(index)
            .Configure(
                new()
                {
                    MaxUnsaved = job.MaxUnsaved,
                    FlushCount = 8,
                    FlushAfter = TimeSpan.FromMilliseconds(20),
                }
            );
        if (job.Budget >= 0)
        {
            builder.UseBudget(Budget.OfCalls(job.Budget));
        }

        await using var pipeline = builder.Build();
        return await pipeline.RunAsync(
            new() { RunId = job.RunId.Length > 0 ? job.RunId : null, WaitForOtherRun = TimeSpan.FromMinutes(2) },
            progress,
            cancellationToken
        );
    }
}
