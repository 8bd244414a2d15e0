using System.Net;
using System.Text.Json.Nodes;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Answers that break off, and answers with more in them than is known.</summary>
public sealed class AnswerFaultTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Half_an_answer_is_a_lost_one(int end)
    {
        var halves = 1;
        _node.Script = request =>
        {
            if (!request.IsBulk || halves-- <= 0)
            {
                return null;
            }

            var whole = TextOf(_node.BulkAnswer([201, 201, 201]));
            return FakeNode.Json(whole[..(end < 0 ? whole.Length + end : end)]);
        };
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(2, _node.Bulks.Count);
        Assert.Equal(_node.Bulks[0].Body, _node.Bulks[1].Body);
    }

    [Fact]
    public async Task An_answer_whose_connection_breaks_in_its_body_is_a_lost_one()
    {
        var breaks = 1;
        _node.Script = request =>
            request.IsBulk && breaks-- > 0 ? new(HttpStatusCode.OK) { Content = new StreamContent(new Breaking()) } : null;
        using var index = _node.Open(_time);
        var results = await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(2, _node.Bulks.Count);
    }

    [Fact]
    public async Task Members_that_nobody_knows_are_passed_over()
    {
        _node.Description = TextWithMore(JsonNode.Parse(_node.Description)!);
        _node.Script = request =>
            request.IsBulk ? FakeNode.Json(TextWithMore(JsonNode.Parse(TextOf(_node.BulkAnswer([201, 409, 201])))!)) : null;
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        var results = await index.WriteAsync(BulkFaultTests.Creates(3), Cancel);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Conflict, WriteOutcome.Written], results.Select(r => r.Outcome));
        Assert.Equal(2, results.Select(r => r.Token).OfType<string>().Distinct(StringComparer.Ordinal).Count());
    }

    private static string TextOf(HttpResponseMessage answer)
    {
        using (answer)
        {
            using var reader = new StreamReader(answer.Content.ReadAsStream(Cancel));
            return reader.ReadToEnd();
        }
    }

    // Inside an index, an item and its result; the outermost object of a description is a map of indices.
    private static string TextWithMore(JsonNode answer)
    {
        var isDescription = answer["items"] is null;
        foreach (var item in isDescription ? answer.AsObject().Select(p => p.Value!).ToList() : [answer])
        {
            More(item.AsObject());
        }

        foreach (var result in isDescription ? [] : answer["items"]!.AsArray().Select(i => i!["create"]!.AsObject()))
        {
            More(result);
        }

        return answer.ToJsonString();

        static void More(JsonObject into)
        {
            into["a_new_one"] = JsonNode.Parse("""{"deep":[1,{"x":null}],"took":"long"}""");
            into["another"] = null;
        }
    }

    private sealed class Breaking : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The connection was reset.");

        public override int Read(Span<byte> buffer) => throw new IOException("The connection was reset.");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection was reset.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("The connection was reset.");
    }
}
