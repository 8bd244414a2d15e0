using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>Finds out what a server is, also where <c>GET /</c> is closed or a proxy stands in between.</summary>
internal static class ServerFlavour
{
    private const string VectorPlugin = "opensearch-knn";

    /// <summary>The first Elasticsearch that compares with every vector (an index of the type <c>flat</c>, of bytes).</summary>
    private static readonly Version s_flatVectors = new(8, 15);

    public static async Task<FoundServer> FindAsync(SearchClient client, string index, CancellationToken cancellationToken)
    {
        var (flavour, version) = await FindFlavourAsync(client, index, cancellationToken).ConfigureAwait(false);
        return new(
            flavour,
            flavour == Flavour.Elasticsearch
                ? version is null || version >= s_flatVectors
                : await HasPluginAsync(client, cancellationToken).ConfigureAwait(false) ?? true
        );
    }

    private static async Task<(Flavour Flavour, Version? Version)> FindFlavourAsync(
        SearchClient client,
        string index,
        CancellationToken cancellationToken
    )
    {
        // 405 and 404: a server without that part; 403: a user who may not ask.
        using (
            var root = await client
                .SendAsync(new(HttpMethod.Get, ""), cancellationToken, retryFor: null, 400, 403, 404, 405)
                .ConfigureAwait(false)
        )
        {
            if (root.IsSuccess && Read(root) is { } known)
            {
                return known;
            }
        }

        // Only one of them knows this way to open a point in time; the other says 400 or 405.
        using var pit = await client
            .SendAsync(
                new(HttpMethod.Post, IndexNames.Escape(index) + "/_pit?keep_alive=1s"),
                cancellationToken,
                retryFor: null,
                400,
                404,
                405
            )
            .ConfigureAwait(false);
        return (pit.IsSuccess ? Flavour.Elasticsearch : Flavour.OpenSearch, null);
    }

    // Null where nobody may ask, as behind some proxies: then the first field of vectors tells.
    private static async Task<bool?> HasPluginAsync(SearchClient client, CancellationToken cancellationToken)
    {
        using var answer = await client
            .SendAsync(
                new(HttpMethod.Get, "_cat/plugins?format=json&h=component"),
                cancellationToken,
                retryFor: null,
                400,
                401,
                403,
                404,
                405
            )
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.ValueKind != JsonValueKind.Array
                ? null
                : json
                    .RootElement.EnumerateArray()
                    .Any(p => p.TryGetProperty("component", out var name) && name.ValueEquals(VectorPlugin));
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            return null;
        }
    }

    private static (Flavour, Version?)? Read(SearchServerResponse root)
    {
        try
        {
            using var json = JsonDocument.Parse(root.Body);
            if (
                json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("version", out var version)
            )
            {
                return null;
            }

            CheckVersion(version);
            return version.TryGetProperty("distribution", out var name) && name.ValueEquals("opensearch")
                    ? (Flavour.OpenSearch, null)
                : version.TryGetProperty("build_flavor", out _) ? (Flavour.Elasticsearch, Number(version))
                : null;
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            return null;
        }
    }

    // "8.19.0", "9.1.0-SNAPSHOT".
    private static Version? Number(JsonElement version) =>
        version.TryGetProperty("number", out var number) && Version.TryParse(number.GetString()?.Split('-')[0], out var known)
            ? known
            : null;

    private static void CheckVersion(JsonElement version)
    {
        if (!version.TryGetProperty("number", out var number) || number.GetString() is not { } text)
        {
            return;
        }

        var isOpenSearch = version.TryGetProperty("distribution", out var name) && name.ValueEquals("opensearch");
        if (int.TryParse(text.Split('.')[0], out var major) && major < (isOpenSearch ? 2 : 7))
        {
            throw new ImageTaggingException(
                $"The search server is version {text}; Elasticsearch 8 and 9 and OpenSearch 2 and 3 are supported."
            )
            {
                Code = ErrorCodes.ServerTooOld,
            };
        }
    }
}
