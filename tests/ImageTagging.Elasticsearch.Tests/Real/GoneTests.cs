using System.Diagnostics;
using ImageTagging.Conformance;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>What the vendor's Python client finds of pictures that are gone: nothing, as the tool does.</summary>
public sealed class GoneTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import json, sys
        from elasticsearch import Elasticsearch
        client = Elasticsearch([sys.argv[1]])
        # Its check of the product wants the root, which the test server lacks and the other vendor answers in its own way.
        client.transport._verified_elasticsearch = True
        found = client.search(index=sys.argv[2], body={"query": {"match": {"tags": "dog"}}, "track_total_hits": True})
        sure = client.count(index=sys.argv[2], body={"query": {"term": {"tags_ge.90": "dog"}}})
        fields = ["tags", "tags_ge.50", "categories", "parents", "aliases"]
        counts = client.search(index=sys.argv[2], body={"size": 0, "aggs": {f: {"terms": {"field": f, "size": 100}} for f in fields}})
        print(json.dumps({"found": found["hits"]["total"]["value"], "sure": sure["count"], "counts": {
            f: {b["key"]: b["doc_count"] for b in counts["aggregations"][f]["buckets"]} for f in fields}}))
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Elasticsearch, false)]
    [InlineData(Engine.OpenSearch, false)]
    [InlineData(Engine.Elasticsearch, true)]
    [InlineData(Engine.OpenSearch, true)]
    public async Task A_foreign_client_finds_and_counts_what_the_tool_does(Engine engine, bool isOld)
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed.");
        using var index = await SearchServer.CreateAsync(engine);
        var records = Enumerable
            .Range(0, 40)
            .Select(i =>
                SampleRecords.Of($"{i:D2}.jpg", ("dog", 60 + i), ("pet", 60)) with
                {
                    Categories = ["animals"],
                    Parents = [new("mammal", "dog")],
                    Aliases = [new("hound", "dog")],
                }
            )
            .ToList();
        var written = await index.WriteAsync([.. records.Select(RecordWrite.Create)], Cancel);
        var gone = records
            .Zip(written)
            .Where((_, i) => i % 4 == 0)
            .Select(p => (Record: p.First with { GoneAt = p.First.ListedAt }, p.Second.Token))
            .Select(p => RecordWrite.Replace(isOld ? p.Record : Vocabularies.RecordProjector.WithoutTags(p.Record), p.Token!));
        await index.WriteAsync([.. gone], Cancel);
        if (isOld)
        {
            // An earlier version left the tags where they were: a migration, which asks no tagger, takes them off.
            Assert.Equal(40, await index.MigrateAsync(cancellationToken: Cancel));
        }

        await index.RefreshAsync(Cancel);
        var total = (await index.SearchAsync(new() { Query = new HasTagQuery("dog") }, Cancel)).Total;
        Assert.Equal(30, total);
        var said = await RunAsync(await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));
        Assert.Equal(30, said.RootElement.GetProperty("found").GetInt32());
        Assert.Equal(8, said.RootElement.GetProperty("sure").GetInt32());
        foreach (var field in said.RootElement.GetProperty("counts").EnumerateObject())
        {
            Assert.NotEmpty(field.Value.EnumerateObject());
            Assert.All(field.Value.EnumerateObject(), b => Assert.True(b.Value.GetInt32() <= 30, $"{field.Name}: {b}"));
        }

        var tags = await index.CountTagsAsync(new(), Cancel);
        Assert.Equal(
            tags.ToDictionary(t => t.Value, t => t.Count),
            said.RootElement.GetProperty("counts")
                .GetProperty("tags")
                .EnumerateObject()
                .ToDictionary(b => b.Name, b => b.Value.GetInt64())
        );
        await SearchServer.DeleteAsync(await SearchServer.AddressAsync(engine), SearchServer.NameOf(index));
    }

    private static async Task<System.Text.Json.JsonDocument> RunAsync(Uri node, string index)
    {
        var start = new ProcessStartInfo(Python)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-W", "ignore", "-c", Script, node.ToString(), index])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (said, told) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.SkipWhen(
            (await told).Contains("No module named", StringComparison.Ordinal),
            "The Python client is not installed."
        );
        Assert.True(process.ExitCode == 0, await told);
        return System.Text.Json.JsonDocument.Parse(await said);
    }
}
