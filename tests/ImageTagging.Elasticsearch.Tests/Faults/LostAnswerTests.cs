using System.Text.Json.Nodes;
using ImageTagging.Elasticsearch.Documents;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>A server that carries a write out and whose answer is lost.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();
    private readonly Dictionary<string, string> _stored = [];
    private bool _isLost;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_create_that_was_carried_out_before_its_answer_was_lost_is_written()
    {
        using var index = Open(stored => stored);
        var writes = BulkFaultTests.Creates(1);
        var result = Assert.Single(await index.WriteAsync(writes, Cancel));
        Assert.Equal((WriteOutcome.Written, Token(7, writes[0].Name)), (result.Outcome, result.Token));
        Assert.Equal(2, _node.Bulks.Count);
    }

    [Fact]
    public async Task A_create_that_meets_anothers_record_after_its_answer_was_lost_is_a_conflict()
    {
        using var index = Open(stored => stored.Replace("\"size\":1000", "\"size\":2000", StringComparison.Ordinal));
        Assert.Equal(WriteOutcome.Conflict, Assert.Single(await index.WriteAsync(BulkFaultTests.Creates(1), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_delete_that_was_carried_out_before_its_answer_was_lost_is_written()
    {
        using var index = Open(_ => null);
        var name = new ImageName("samples", "a");
        var delete = RecordWrite.Delete(name, Token(3, name));
        Assert.Equal(WriteOutcome.Written, Assert.Single(await index.WriteAsync([delete], Cancel)).Outcome);
    }

    [Fact]
    public async Task A_conflict_without_a_lost_answer_is_not_looked_into()
    {
        _node.Script = request => request.IsBulk ? _node.BulkAnswer([409]) : null;
        using var index = _node.Open(_time);
        Assert.Equal(WriteOutcome.Conflict, Assert.Single(await index.WriteAsync(BulkFaultTests.Creates(1), Cancel)).Outcome);
        Assert.DoesNotContain(_node.Requests, r => r.Path.EndsWith("_mget", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_whose_answer_was_lost_knows_itself_by_its_mark(bool isOurs)
    {
        string? stored = null;
        _node.Script = request =>
        {
            if (request.IsBulk && stored is null)
            {
                stored = request.Lines[1];
                throw FakeNode.Reset();
            }

            var there = JsonNode.Parse(stored ?? "{}")!.AsObject();
            there["mark"] = isOurs ? there["mark"]?.GetValue<string>() : "another";
            return request.IsBulk ? _node.BulkAnswer([409])
                : request.Path.EndsWith("_mget", StringComparison.Ordinal)
                    ? FakeNode.Json(
                        $$"""{"docs":[{"_id":"a","found":true,"_seq_no":4,"_primary_term":1,"_source":{{there.ToJsonString()}} }]}"""
                    )
                : null;
        };
        using var index = _node.Open(_time);
        Assert.Equal(isOurs, await index.TryWriteStateAsync(new() { Name = "budget", Value = "10" }, Cancel));
    }

    private static string Token(long sequence, ImageName name) =>
        RecordToken.Of(sequence, 1, name.Id.ToString(), "images-000001");

    // The first bulk request is carried out and its answer lost; the second finds what the first has left.
    private ElasticsearchTagIndex Open(Func<string, string?> found)
    {
        _node.Script = request =>
        {
            if (request.IsBulk && !_isLost)
            {
                _isLost = true;
                if (request.Lines.Count > 1)
                {
                    _stored["id"] = JsonNode.Parse(request.Lines[0])!["create"]!["_id"]!.GetValue<string>();
                    _stored["document"] = request.Lines[1];
                }

                throw FakeNode.Reset();
            }

            if (request.IsBulk)
            {
                return _node.BulkAnswer([409], "version_conflict_engine_exception", "version conflict");
            }

            if (!request.Path.EndsWith("_mget", StringComparison.Ordinal))
            {
                return null;
            }

            var source = found(_stored.GetValueOrDefault("document", ""));
            return FakeNode.Json(
                source is null
                    ? """{"docs":[{"_index":"images-000001","_id":"x","found":false}]}"""
                    : $$"""{"docs":[{"_index":"images-000001","_id":"{{_stored["id"]}}","_seq_no":7,"_primary_term":1,"found":true,"_source":{{source}} }]}"""
            );
        };
        return _node.Open(_time);
    }
}
