using System.Text;
using System.Text.Json;
using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>What people do with the index without this SDK.</summary>
public sealed class PlainClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task A_plain_match_on_tags_finds_images(Engine engine)
    {
        var node = await SearchServer.AddressAsync(engine);
        using var index = await SearchServer.CreateAsync(engine);
        var name = SearchServer.NameOf(index);
        await index.WriteAsync(
            [
                RecordWrite.Create(SampleRecords.Of("lake.jpg", ("nature", 93), ("water", 71))),
                RecordWrite.Create(SampleRecords.Of("desk.jpg", ("office", 88))),
            ],
            Cancel
        );
        await index.RefreshAsync(Cancel);
        foreach (
            var query in (string[])
                ["""{"match":{"tags":"nature"}}""", """{"match":{"tags":"Nature"}}""", """{"term":{"tags_ge.90":"nature"}}"""]
        )
        {
            var hit = Assert.Single(await SearchAsync(node, name, query)).GetProperty("_source");
            Assert.Equal("lake.jpg", hit.GetProperty("image_name").GetString());
            Assert.Equal(["nature", "water"], hit.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!));
            Assert.Equal("tagged", hit.GetProperty("status").GetString());
        }

        await SearchServer.DeleteAsync(node, name);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task A_name_that_is_taken_by_another_index_is_refused_and_left_as_it_is(Engine engine)
    {
        var node = await SearchServer.AddressAsync(engine);
        var name = SearchServer.NewName();
        using var client = new HttpClient { BaseAddress = node };
        using var made = await client.PutAsync(
            name,
            new StringContent("""{"mappings":{"properties":{"tags":{"type":"keyword"}}}}""", Encoding.UTF8, "application/json"),
            Cancel
        );
        made.EnsureSuccessStatusCode();
        using var index = SearchServer.Open(node, name);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal("ForeignIndex", fault.Code);
        using var deleted = await client.DeleteAsync(name, Cancel);
    }

    [Theory]
    [InlineData(Engine.Elasticsearch)]
    [InlineData(Engine.OpenSearch)]
    public async Task An_index_that_was_deleted_is_missed_and_never_made_by_chance(Engine engine)
    {
        var node = await SearchServer.AddressAsync(engine);
        using var index = await SearchServer.CreateAsync(engine);
        var name = SearchServer.NameOf(index);
        var token = (await index.WriteAsync(BulkFaultTests.Creates(1), Cancel))[0].Token!;
        await SearchServer.DeleteAsync(node, name);

        var create = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.WriteAsync(BulkFaultTests.Creates(1), Cancel)
        );
        Assert.Equal((FailureKind.SetUp, "IndexMissing"), (create.Kind, create.Code));
        var replace = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.WriteAsync([RecordWrite.Replace(BulkFaultTests.Creates(1)[0].Record!, token)], Cancel)
        );
        Assert.Equal("IndexMissing", replace.Code);
        using var client = new HttpClient { BaseAddress = node };
        using var answer = await client.GetAsync(name + "*", Cancel);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<IReadOnlyList<JsonElement>> SearchAsync(Uri node, string name, string query)
    {
        using var client = new HttpClient { BaseAddress = node };
        using var body = new StringContent($$"""{"query":{{query}} }""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(name + "/_search", body, Cancel);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(h => h.Clone())];
    }
}
