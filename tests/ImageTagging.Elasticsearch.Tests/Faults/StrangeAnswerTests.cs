using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageTagging.TestSupport;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>Answers that something in between gives in the server's place, and answers with something else in them than is wanted.</summary>
public sealed class StrangeAnswerTests : IDisposable
{
    private const int Seed = 20261202;

    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Others =>
        [
            "{}",
            "[]",
            "null",
            "\"ok\"",
            "1",
            """{"status":"ok"}""",
            """{"error":null}""",
            """{"error":{"type":7,"reason":[]}}""",
            """{"error":"\ud800"}""",
            """{"message":"no route"}""",
            """{"docs":[]}""",
            """{"docs":{}}""",
            """{"docs":[7]}""",
            """{"docs":[{"found":"yes"}]}""",
            """{"docs":[{"found":true}]}""",
            """{"docs":[{"found":true,"_source":{"name":"a","value":1},"_seq_no":"x","_primary_term":1}]}""",
            """{"hits":[]}""",
            """{"hits":{"hits":{}}}""",
            """{"hits":{"hits":[{}]}}""",
            """{"id":1}""",
            "<html>404</html>",
            "",
        ];

    public void Dispose() => _node.Dispose();

    [Theory]
    [MemberData(nameof(Others))]
    public async Task No_answer_but_the_servers_own_says_that_there_is_no_state(string answer)
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound])
        {
            _node.Script = r => r.Path.EndsWith("_mget", StringComparison.Ordinal) ? FakeNode.Json(answer, status) : null;
            using var index = _node.Open(_time);
            // A ledger that is not there is begun anew, and its budget spent again.
            await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.ReadStateAsync("budgets/day", Cancel));
        }

        _node.Script = r =>
            r.Path.EndsWith("_mget", StringComparison.Ordinal)
                ? FakeNode.Error(404, "index_not_found_exception", "no such index")
                : null;
        using var without = _node.Open(_time);
        Assert.Null(await without.ReadStateAsync("budgets/day", Cancel));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_list_of_states_never_ends_where_somebody_else_answers(string answer)
    {
        foreach (var refresh in (bool[])[true, false])
        {
            _node.Script = r =>
                r.Path.EndsWith("_refresh", StringComparison.Ordinal) && refresh ? FakeNode.Json(answer, HttpStatusCode.NotFound)
                : r.Path.EndsWith("_search", StringComparison.Ordinal) ? FakeNode.Json(answer)
                : null;
            using var index = _node.Open(_time);
            await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await index.ListStatesAsync("", Cancel).ToListAsync(Cancel)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_scan_never_ends_where_somebody_else_answers(string answer)
    {
        _node.Script = r => r.Path.EndsWith("_search", StringComparison.Ordinal) ? FakeNode.Json(answer) : null;
        using var index = _node.Open(_time);
        // Taken for an empty page, every picture would be new, and paid again.
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.ScanAsync("photos", KeyRange.All, Cancel).ToListAsync(Cancel)
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.ReadAllAsync(null, null, Cancel).ToListAsync(Cancel)
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = TagQueryParser.Parse("sea"), Facets = [new(FacetField.Tag, 10)] }, Cancel)
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.CountTagsAsync(new() { Size = 10 }, Cancel));
    }

    [Theory]
    [InlineData("""{"hits":{"hits":[]}}""")]
    [InlineData("""{"hits":{"total":"many","hits":[]}}""")]
    [InlineData("""{"hits":{"total":{"value":null},"hits":[]}}""")]
    public async Task A_search_without_its_total_is_none(string answer)
    {
        _node.Script = r => r.Path.EndsWith("_search", StringComparison.Ordinal) ? FakeNode.Json(answer) : null;
        using var index = _node.Open(_time);
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = TagQueryParser.Parse("sea") }, Cancel)
        );
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task An_index_is_not_missing_where_somebody_else_says_404(string answer)
    {
        _node.Script = r => r.Path == "/images" ? FakeNode.Json(answer, HttpStatusCode.NotFound) : null;
        using var index = _node.Open(_time);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.NotEqual("NoIndex", fault.Code);
        // Nothing was created in its place.
        Assert.DoesNotContain(_node.Requests, r => r.Method == "PUT");
    }

    [Fact]
    public async Task A_page_that_comes_again_ends_the_scan()
    {
        var page = Hits(1000);
        _node.Script = r => r.Path.EndsWith("_search", StringComparison.Ordinal) ? FakeNode.Json(page) : null;
        using var index = _node.Open(_time, o => o.ScanPageSize = 1000);
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.ScanAsync("photos", KeyRange.All, Cancel).CountAsync(Cancel)
        );
    }

    [Fact]
    public async Task Mutated_answers_are_read_or_refused()
    {
        var random = new Random(Seed);
        string[] good =
        [
            Hits(2),
            """{"docs":[{"found":true,"_source":{"name":"a","value":"{}","mark":"x"},"_seq_no":1,"_primary_term":1}]}""",
            """{"hits":{"total":{"value":1},"hits":[]},"aggregations":{"v":{"buckets":[{"key":"sea","doc_count":3}],"sum_other_doc_count":1}}}""",
            FakeNode.Describe("x", 1),
            """{"id":"pit"}""",
            """{"version":{"number":"8.19.0","build_flavor":"default"}}""",
            """{"items":[{"create":{"_index":"images-000001","status":201,"_seq_no":1,"_primary_term":1}}]}""",
        ];
        for (var i = 0; i < Trials.Count(3_000); i++)
        {
            var text = Mutate(good[i % good.Length], random);
            var only = random.Next(3) == 0;
            _node.Script = r =>
                only && r.Path is "/" or "/images"
                    ? null
                    : FakeNode.Json(text, (HttpStatusCode)(random.Next(6) == 0 ? 404 : 200));
            using var index = _node.Open(
                _time,
                o => (o.RetryFor, o.InteractiveRetryFor) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))
            );
            Func<Task>[] calls =
            [
                () => index.ReadStateAsync("a", Cancel).AsTask(),
                () => index.TryWriteStateAsync(new() { Name = "a", Value = "b" }, Cancel).AsTask(),
                () => index.ScanAsync("photos", KeyRange.All, Cancel).CountAsync(Cancel).AsTask(),
                () => index.ReadAllAsync(null, null, Cancel).CountAsync(Cancel).AsTask(),
                () => index.CountTagsAsync(new() { Size = 10 }, Cancel).AsTask(),
                () => index.SearchAsync(new() { Query = TagQueryParser.Parse("sea") }, Cancel).AsTask(),
                () => index.ListStatesAsync("", Cancel).CountAsync(Cancel).AsTask(),
                () => index.EnsureReadyAsync(Cancel).AsTask(),
                () => index.CheckAsync(repair: false, cancellationToken: Cancel).CountAsync(Cancel).AsTask(),
            ];
            try
            {
                await calls[random.Next(calls.Length)]();
            }
            catch (ImageTaggingException) { }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {text}\n{fault}");
            }
        }
    }

    private static string Hits(int count) =>
        new JsonObject
        {
            ["hits"] = new JsonObject
            {
                ["total"] = new JsonObject { ["value"] = count },
                ["hits"] = new JsonArray([
                    .. Enumerable
                        .Range(0, count)
                        .Select(i =>
                            JsonNode.Parse(
                                $$"""
                                {"_index":"images-000001","_id":"a","_seq_no":1,"_primary_term":1,"sort":["photos","{{i:0000}}.jpg"],
                                "fields":{"size":[1],"stamp":[""],"modified_at":["1000"],"listed_at":["1000"]} }
                                """
                            )
                        ),
                ]),
            },
        }.ToJsonString();

    // Texts, numbers and lists in each other's place, and bytes that nobody wrote.
    private static string Mutate(string json, Random random)
    {
        string[] others = ["null", "[]", "{}", "1", "-1", "1e999", "99999999999999999999", "\"\\ud800\"", "\"\"", "true", ","];
        var text = new StringBuilder(json);
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(8), text.Length - at);
            text.Remove(at, length).Insert(at, others[random.Next(others.Length)]);
        }

        return text.ToString();
    }
}
