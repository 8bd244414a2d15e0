using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>Finds out what a server is, also where <c>GET /</c> is closed or a proxy stands in between.</summary>
internal static class ServerFlavour
{
    public static async Task<Flavour> FindAsync(SearchClient client, string index, CancellationToken cancellationToken)
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
        return pit.IsSuccess ? Flavour.Elasticsearch : Flavour.OpenSearch;
    }

    private static Flavour? Read(SearchServerResponse root)
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
            return version.TryGetProperty("distribution", out var name) && name.ValueEquals("opensearch") ? Flavour.OpenSearch
                : version.TryGetProperty("build_flavor", out _) ? Flavour.Elasticsearch
                : null;
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            return null;
        }
    }

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
