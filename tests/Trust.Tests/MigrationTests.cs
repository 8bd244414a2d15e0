using System.Net.Http.Headers;
using System.Text;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class MigrationTests
{
    private const int Pictures = 80;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A migration begins in the middle of a run and ends a while later: the run says that it waits, and ends well; people are told.</summary>
    [Theory]
    [InlineData(Engines.Elasticsearch)]
    [InlineData(Engines.OpenSearch)]
    public async Task A_run_waits_for_a_migration_and_a_correction_is_refused_with_a_sentence(string engine)
    {
        using var folder = new TempFolder();
        await using var service = await RekognitionDouble.StartAsync();
        service.AnswerFor = call => TrustJob.LabelsOf(TrustJob.ContentOf(call.Key!));
        var location = await Engines.NewLocationAsync(engine, folder);
        var index = Engines.Open(engine, location);
        var job = new TrustJob(engine, location, service.ServiceUrl, Pictures);
        var first = await Worker.RunAsync(job with { Pictures = 5 }, index, cancellationToken: Cancel);
        Assert.Equal(5, first.Counts.Tagged);

        // What a migration does first.
        await BlockAsync(location, isBlocked: true);
        var waits = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Worker.RunAsync(job, index, new Told(waits), Cancel);
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        Assert.False(running.IsCompleted);

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await new TagCurator(index).CorrectAsync(
                [new ImageName(job.Source, TrustJob.KeyOf(0))],
                new TagChange { Add = ["mine"], By = "me" },
                Cancel
            )
        );
        Assert.Equal("Migrating", fault.Code);
        Assert.Contains("ElasticsearchTagIndex.MigrateAsync", fault.Message, StringComparison.Ordinal);

        await BlockAsync(location, isBlocked: false);
        var report = await running;
        Assert.Equal((RunEnd.Completed, 0), (report.End, report.Counts.Failed));
        Assert.Equal(Pictures - 5, report.Counts.Tagged);
        Assert.Equal(job.Contents, service.CallCount);
        await Oracle.CheckAsync(index, job, Cancel);
        await Engines.CloseAsync(index);
        await Engines.DeleteAsync(engine, location);
    }

    private static async Task BlockAsync(string location, bool isBlocked)
    {
        var at = new Uri(location);
        using var client = new HttpClient { BaseAddress = new Uri(at.GetLeftPart(UriPartial.Authority)) };
        var body = $$"""{"index.blocks.write":{{(isBlocked ? "true" : "null")}}}""";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PutAsync($"{at.AbsolutePath}/_settings", content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    // A busy server may have made it wait for something else before.
    private sealed class Told(TaskCompletionSource<string> waits) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Waiting is { } reason && reason.Contains("migration is under way", StringComparison.Ordinal))
            {
                waits.TrySetResult(reason);
            }
        }
    }
}
