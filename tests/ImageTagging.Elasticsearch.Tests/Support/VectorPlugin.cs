using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageTagging.Elasticsearch.Tests;

/// <summary>
/// Stands between an index and a real OpenSearch that has no k-NN plugin, and answers as the plugin does: fields of the type
/// <c>knn_vector</c>, and the script <c>knn_score</c> over what a filter leaves. The filter, the order of documents and all else are the server's.
/// </summary>
internal sealed class VectorPlugin(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Shared by all connections to the server: fields are named by a hash of space and size.
    private static readonly ConcurrentDictionary<string, (int Dimension, bool IsByte)> s_fields = [];

    /// <summary>What <c>_cat/plugins</c> answers; null where nobody may ask.</summary>
    public string? Plugins { get; init; } = """[{"component":"opensearch-security"},{"component":"opensearch-knn"}]""";

    /// <summary>Whether it is of before version 2.9, which knew no vectors of bytes.</summary>
    public bool IsBeforeBytes { get; init; }

    /// <summary>The bodies of the searches that it scored.</summary>
    public ConcurrentQueue<string> Scored { get; } = [];

    /// <summary>The bodies of the mappings with vectors that it took.</summary>
    public ConcurrentQueue<string> Mapped { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/_cat/plugins")
        {
            return Plugins is { } known
                ? Answer(JsonNode.Parse(known)!)
                : Fault(HttpStatusCode.Forbidden, "security_exception", "no permissions");
        }

        var text = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        if (
            path.EndsWith("/_mapping", StringComparison.Ordinal) && JsonNode.Parse(text)!["properties"]?["vectors"] is { } vectors
        )
        {
            return vectors["properties"] is { } fields
                ? await MapAsync(request, text, fields.AsObject(), cancellationToken)
                : await base.SendAsync(request, cancellationToken);
        }

        if (path.EndsWith("/_bulk", StringComparison.Ordinal) && WrongVector(text) is { } wrong)
        {
            return Fault(HttpStatusCode.BadRequest, "mapper_parsing_exception", wrong);
        }

        return
            path.EndsWith("/_search", StringComparison.Ordinal) && JsonNode.Parse(text)!["query"]?["script_score"] is { } scored
            ? await ScoreAsync(request, text, scored, cancellationToken)
            : await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> MapAsync(
        HttpRequestMessage request,
        string text,
        JsonObject fields,
        CancellationToken cancellationToken
    )
    {
        var mapping = JsonNode.Parse(text)!;
        foreach (var (name, field) in fields)
        {
            var definition = field!.AsObject();
            string[] known = IsBeforeBytes ? ["type", "dimension"] : ["type", "dimension", "data_type"];
            if (definition.FirstOrDefault(m => !known.Contains(m.Key)).Key is { } unknown)
            {
                return Fault(HttpStatusCode.BadRequest, "mapper_parsing_exception", $"unknown parameter [{unknown}]");
            }

            if (
                definition["type"]!.GetValue<string>() != "knn_vector"
                || definition["dimension"]!.GetValue<int>() is < 1 or > 16_000
            )
            {
                return Fault(HttpStatusCode.BadRequest, "mapper_parsing_exception", "no such field");
            }

            s_fields[name] = (
                definition["dimension"]!.GetValue<int>(),
                definition["data_type"]?.GetValue<string>() switch
                {
                    null or "float" => false,
                    "byte" => true,
                    var other => throw new InvalidOperationException(other),
                }
            );
            mapping["properties"]!["vectors"]!["properties"]![name] = JsonNode.Parse("""{"type":"integer"}""");
        }

        Mapped.Enqueue(text);
        return await PassOnAsync(request, mapping, cancellationToken);
    }

    // What the plugin would refuse to take for a vector.
    private static string? WrongVector(string lines) =>
        lines
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.Contains("\"vectors\":", StringComparison.Ordinal))
            .SelectMany(l => JsonNode.Parse(l)!["vectors"]?.AsObject() ?? [])
            .Select(v =>
                !s_fields.TryGetValue(v.Key, out var field) ? $"no field [{v.Key}]"
                : v.Value is not JsonArray numbers ? "a vector is an array"
                : numbers.Count != field.Dimension ? "Vector dimension mismatch"
                : field.IsByte && numbers.Any(n => n!.GetValue<double>() is var d && (d is < -128 or > 127 || d % 1 != 0))
                    ? "KNN vector values are not within in the byte range"
                : null
            )
            .FirstOrDefault(w => w is not null);

    private async Task<HttpResponseMessage> ScoreAsync(
        HttpRequestMessage request,
        string text,
        JsonNode scored,
        CancellationToken cancellationToken
    )
    {
        var (body, script) = (JsonNode.Parse(text)!, scored["script"]!);
        var parameters = script["params"]!;
        var field = parameters["field"]!.GetValue<string>()["vectors.".Length..];
        if (
            script["lang"]!.GetValue<string>() != "knn"
            || script["source"]!.GetValue<string>() != "knn_score"
            || parameters["space_type"]!.GetValue<string>() != "cosinesimil"
            || !s_fields.TryGetValue(field, out var known)
            || Vector(parameters["query_value"]!) is not { } wanted
            || wanted.Length != known.Dimension
        )
        {
            return Fault(HttpStatusCode.BadRequest, "script_exception", "no script of the plugin's");
        }

        Scored.Enqueue(text);
        var unscored = new JsonObject
        {
            ["size"] = 10_000,
            ["seq_no_primary_term"] = true,
            ["query"] = scored["query"]!.DeepClone(),
            ["sort"] = new JsonArray(new JsonObject { ["image_id"] = "asc" }),
        };
        using var found = await PassOnAsync(request, unscored, cancellationToken);
        var answer = JsonNode.Parse(await found.Content.ReadAsStringAsync(cancellationToken))!;
        if (!found.IsSuccessStatusCode)
        {
            return Answer(answer, found.StatusCode);
        }

        var after = body["search_after"]?.AsArray();
        var hits = answer["hits"]!["hits"]!
            .AsArray()
            .Select(h =>
                (
                    Hit: h!,
                    Id: h!["sort"]![0]!.GetValue<string>(),
                    Score: Score(wanted, Vector(h!["_source"]!["vectors"]![field]!))
                )
            )
            .OrderByDescending(h => h.Score)
            .ThenBy(h => h.Id, StringComparer.Ordinal)
            .Where(h =>
                after is null
                || h.Score < after[0]!.GetValue<float>()
                || (h.Score == after[0]!.GetValue<float>() && string.CompareOrdinal(h.Id, after[1]!.GetValue<string>()) > 0)
            )
            .Take(body["size"]!.GetValue<int>())
            .Select(h =>
            {
                var hit = h.Hit.DeepClone();
                hit["sort"] = new JsonArray(h.Score, h.Id);
                hit["_score"] = h.Score;
                return hit;
            })
            .ToArray();
        answer["hits"]!["hits"] = new JsonArray(hits);
        return Answer(answer);
    }

    private static float[] Vector(JsonNode numbers) => [.. numbers.AsArray().Select(n => n!.GetValue<float>())];

    // Of before version 3 and after it the plugin adds one, for a score is never negative.
    private static float Score(float[] left, float[] right)
    {
        var (product, lefts, rights) = (0f, 0f, 0f);
        for (var i = 0; i < left.Length; i++)
        {
            product += left[i] * right[i];
            lefts += left[i] * left[i];
            rights += right[i] * right[i];
        }

        return 1 + (product / (float)Math.Sqrt(lefts * rights));
    }

    private async Task<HttpResponseMessage> PassOnAsync(
        HttpRequestMessage request,
        JsonNode body,
        CancellationToken cancellationToken
    )
    {
        using var changed = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        return await base.SendAsync(changed, cancellationToken);
    }

    private static HttpResponseMessage Answer(JsonNode body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Fault(HttpStatusCode status, string type, string reason) =>
        Answer(
            new JsonObject
            {
                ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason },
                ["status"] = (int)status,
            },
            status
        );
}
