using System.Net;
using System.Text.Json.Nodes;
using ImageTagging.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Which servers find similar pictures, how that is found out, and what they are asked.</summary>
public sealed class VectorTests
{
    private static readonly Embedding s_embedding = Embedding.FromVector("eye", [1, 0, -1]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"version":{"number":"8.19.0","build_flavor":"default"}}""", null, true)]
    [InlineData("""{"version":{"number":"8.15.0","build_flavor":"default"}}""", null, true)]
    [InlineData("""{"version":{"number":"9.1.0-SNAPSHOT","build_flavor":"default"}}""", null, true)]
    [InlineData("""{"version":{"number":"8.14.3","build_flavor":"default"}}""", null, false)]
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", "[]", false)]
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", """[{"component":"opensearch-sql"}]""", false)]
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", """[{"component":"opensearch-knn"}]""", true)]
    // What is not known is tried.
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", null, true)]
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", "<html>", true)]
    [InlineData("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", """[1, null, {"component":7}]""", true)]
    public async Task Before_anything_is_written_an_index_says_whether_it_finds_similar_pictures(
        string root,
        string? plugins,
        bool finds
    )
    {
        using var node = new FakeNode();
        node.Script = r =>
            r.Path == "/" ? FakeNode.Json(root)
            : r.Path != "/_cat/plugins" ? null
            : plugins is null ? FakeNode.Error(403, "security_exception", "no permissions")
            : FakeNode.Json(plugins);
        using var index = node.Open(new FakeTimeProvider());
        await index.EnsureReadyAsync(Cancel);
        Assert.Equal(finds, index.Info.FindsSimilar);
        if (!finds)
        {
            await AssertRefusedAsync(index);
        }
    }

    [Theory]
    [InlineData(
        false,
        """{"properties":{"vectors":{"properties":{"FIELD":{"type":"knn_vector","dimension":3,"data_type":"byte"}}}}}"""
    )]
    [InlineData(true, """{"properties":{"vectors":{"properties":{"FIELD":{"type":"knn_vector","dimension":3}}}}}""")]
    public async Task The_plugin_of_OpenSearch_is_asked_for_the_exact_order(bool isBeforeBytes, string mapping)
    {
        VectorPlugin? plugin = null;
        using var index = await SearchServer.CreateAsync(
            Engine.OpenSearch,
            o => o.WrapHandler = inner => plugin = new(inner) { IsBeforeBytes = isBeforeBytes }
        );
        await index.WriteAsync(
            [RecordWrite.Create(Record("a", s_embedding)), RecordWrite.Create(Record("b", s_embedding))],
            Cancel
        );
        await index.RefreshAsync(Cancel);
        Assert.True(index.Info.FindsSimilar);
        var found = await index.SearchAsync(
            new()
            {
                Query = new HasTagQuery("cat"),
                SimilarTo = SimilarTo.Vector(s_embedding),
                Size = 1,
            },
            Cancel
        );
        Assert.Equal((2, 1.0), (found.Total, Assert.Single(found.Hits).Score));

        var script = JsonNode.Parse(Assert.Single(plugin!.Scored))!["query"]!["script_score"]!["script"]!;
        var field = script["params"]!["field"]!.GetValue<string>();
        Assert.Equal(
            $$$"""{"lang":"knn","source":"knn_score","params":{"field":"{{{field}}}","query_value":[127,0,-127],"space_type":"cosinesimil"}}""",
            script.ToJsonString()
        );
        Assert.Equal(
            mapping.Replace("FIELD", field["vectors.".Length..], StringComparison.Ordinal),
            Assert.Single(plugin.Mapped)
        );
        await DeleteAsync(index);
    }

    [Fact]
    public async Task A_server_whose_plugins_nobody_may_ask_for_tells_by_the_first_vector_that_it_has_none()
    {
        // The mapping goes to the real server, which has no plugin.
        using var index = await SearchServer.CreateAsync(
            Engine.OpenSearch,
            o => o.WrapHandler = inner => new HiddenPlugins(inner)
        );
        Assert.True(index.Info.FindsSimilar);
        await index.WriteAsync([RecordWrite.Create(Record("a", s_embedding))], Cancel);
        Assert.False(index.Info.FindsSimilar);
        await AssertRefusedAsync(index);
        Assert.Equal(s_embedding, (await index.GetManyAsync([Record("a", null).Name], Cancel))[0]!.Taggers[0].Embedding);
        await DeleteAsync(index);
    }

    [Fact]
    public async Task An_index_from_before_the_plugin_is_given_its_vectors_by_a_migration()
    {
        using var before = await SearchServer.CreateAsync(Engine.OpenSearch);
        await before.WriteAsync(
            [RecordWrite.Create(Record("a", s_embedding)), RecordWrite.Create(Record("b", s_embedding))],
            Cancel
        );
        Assert.False(before.Info.FindsSimilar);
        await AssertRefusedAsync(before);

        var (node, name) = (await SearchServer.AddressAsync(Engine.OpenSearch), SearchServer.NameOf(before));
        using var index = SearchServer.Open(node, name, o => o.WrapHandler = inner => new VectorPlugin(inner));
        Assert.Equal(2, await index.MigrateAsync(cancellationToken: Cancel));
        await index.RefreshAsync(Cancel);
        var request = new SearchRequest { Query = new EverythingQuery(), SimilarTo = SimilarTo.Vector(s_embedding) };
        Assert.Equal(2, (await index.SearchAsync(request, Cancel)).Hits.Count);
        await DeleteAsync(index);
    }

    private static async Task AssertRefusedAsync(ElasticsearchTagIndex index)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = new EverythingQuery(), SimilarTo = SimilarTo.Vector(s_embedding) }, Cancel)
        );
        Assert.Equal((FailureKind.Refused, "NoSimilarity"), (fault.Kind, fault.Code));
    }

    private static async Task DeleteAsync(ElasticsearchTagIndex index) =>
        await SearchServer.DeleteAsync(await SearchServer.AddressAsync(Engine.OpenSearch), SearchServer.NameOf(index));

    private static ImageRecord Record(string key, Embedding? embedding) =>
        SampleRecords.Of(key, ("cat", 50)) with
        {
            Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint) with { Embedding = embedding }],
        };

    private sealed class HiddenPlugins(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath == "/_cat/plugins"
                ? Task.FromResult(FakeNode.Error((int)HttpStatusCode.Forbidden, "security_exception", "no permissions"))
                : base.SendAsync(request, cancellationToken);
    }
}
