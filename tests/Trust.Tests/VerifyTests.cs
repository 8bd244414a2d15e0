using System.Net.Http.Headers;
using System.Text;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class VerifyTests
{
    private const int Pictures = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Damage in a document of a search server: each kind is found at its picture, and mended without a call.</summary>
    [Theory]
    [InlineData(Engines.Elasticsearch)]
    [InlineData(Engines.OpenSearch)]
    public async Task Every_kind_of_damage_in_a_document_is_found_and_mended(string engine)
    {
        using var folder = new TempFolder();
        await using var service = await RekognitionDouble.StartAsync();
        var (location, index, job) = await FillAsync(engine, folder, service);
        Assert.Empty(await VerifyAsync(index));
        string[] damages =
        [
            """{"doc":{"tags_ge":{"90":[]}}}""",
            """{"doc":{"tags_ge":{"99":["everywhere","ghost"]}}}""",
            """{"doc":{"tags":["everywhere","ghost"]}}""",
            """{"doc":{"tag_confidence":["everywhere\u001F03000"]}}""",
            """{"doc":{"status":"failed"}}""",
            """{"doc":{"stamp":"other"}}""",
            """{"doc":{"categories":["ghosts"]}}""",
            """{"doc":{"taggers":["nobody\u001Fknows"]}}""",
            """{"doc":{"due_at":1}}""",
            """{"doc":{"image_name":"other.jpg"}}""",
        ];
        for (var i = 0; i < damages.Length; i++)
        {
            await UpdateAsync(location, new ImageName(job.Source, TrustJob.KeyOf(i)), damages[i]);
        }

        var calls = service.CallCount;
        var found = await VerifyAsync(index);
        for (var i = 0; i < damages.Length; i++)
        {
            var name = new ImageName(job.Source, TrustJob.KeyOf(i));
            Assert.True(found.Any(d => d.Image == name), $"{damages[i]} was not found.");
        }

        var mended = await VerifyAsync(index, repair: true);
        Assert.All(mended.Where(d => d.Image is not null), d => Assert.True(d.IsRepaired, d.Message));
        Assert.Empty(await VerifyAsync(index));
        await Oracle.CheckAsync(index, job, Cancel);
        Assert.Equal(calls, service.CallCount);
        await Engines.CloseAsync(index);
        await Engines.DeleteAsync(engine, location);
    }

    /// <summary>A record whose tags are not what its labels give, and a record that the source no longer agrees with.</summary>
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.Elasticsearch)]
    public async Task Tags_that_are_no_projection_are_mended_and_differences_from_the_source_are_told(string engine)
    {
        using var folder = new TempFolder();
        await using var service = await RekognitionDouble.StartAsync();
        var (location, index, job) = await FillAsync(engine, folder, service);
        var records = await index.ReadAllAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        await WriteAsync(records[0] with { Tags = [new("wrong", Confidence.Full)] }, records[0].Token!);
        await WriteAsync(records[1] with { Vocabulary = "another" }, records[1].Token!);
        await WriteAsync(records[2] with { Size = records[2].Size + 1, Version = "another" }, records[2].Token!);
        Assert.Equal(
            WriteOutcome.Written,
            (await index.WriteAsync([RecordWrite.Delete(records[3].Name, records[3].Token!)], Cancel))[0].Outcome
        );

        var source = job.OpenSource();
        source.Remove(records[4].Key);
        var kinds = (await VerifyAsync(index, source: source)).Select(d => (d.Kind, d.Image?.Key)).ToHashSet();
        Assert.Contains((IndexDifferenceKind.Projection, records[0].Key), kinds);
        Assert.Contains((IndexDifferenceKind.Vocabulary, records[1].Key), kinds);
        Assert.Contains((IndexDifferenceKind.Changed, records[2].Key), kinds);
        Assert.Contains((IndexDifferenceKind.NotIndexed, records[3].Key), kinds);
        Assert.Contains((IndexDifferenceKind.Gone, records[4].Key), kinds);

        await VerifyAsync(index, repair: true);
        Assert.Empty(await VerifyAsync(index));
        // What only a run can mend is left to a run.
        Assert.Equal(3, (await VerifyAsync(index, source: source)).Count);
        await Engines.CloseAsync(index);
        await Engines.DeleteAsync(engine, location);

        async Task WriteAsync(ImageRecord record, string token) =>
            Assert.Equal(WriteOutcome.Written, (await index.WriteAsync([RecordWrite.Replace(record, token)], Cancel))[0].Outcome);
    }

    private static async Task<(string Location, ITagIndex Index, TrustJob Job)> FillAsync(
        string engine,
        TempFolder folder,
        RekognitionDouble service
    )
    {
        service.AnswerFor = call => TrustJob.LabelsOf(TrustJob.ContentOf(call.Key!));
        var location = await Engines.NewLocationAsync(engine, folder);
        var index = Engines.Open(engine, location);
        var job = new TrustJob(engine, location, service.ServiceUrl, Pictures);
        var report = await Worker.RunAsync(job, index, cancellationToken: Cancel);
        Assert.Equal(Pictures, report.Counts.Tagged);
        return (location, index, job);
    }

    private static async Task<List<IndexDifference>> VerifyAsync(
        ITagIndex index,
        bool repair = false,
        IImageSource? source = null
    ) =>
        await new IndexVerifier(index)
            .VerifyAsync(new() { Repair = repair, Sources = source is null ? [] : [source] }, Cancel)
            .ToListAsync(Cancel);

    private static async Task UpdateAsync(string location, ImageName image, string body)
    {
        var at = new Uri(location);
        using var client = new HttpClient { BaseAddress = new Uri(at.GetLeftPart(UriPartial.Authority)) };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync($"{at.AbsolutePath}/_update/{image.Id}?refresh=true", content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
